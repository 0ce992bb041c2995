import { GraphError } from "../graph/graph-error.ts";
import { quoteName } from "../graph/quote-name.ts";
import type { OperatorSetIdProto } from "./generated/onnx-ml_pb.ts";

export type Domain = "ai.onnx" | "ai.onnx.ml";

/** Versions whose operators were read against the schemas of onnx 1.23. */
export const SUPPORTED_OPSETS: Readonly<Record<Domain, { readonly oldest: number; readonly newest: number }>> = {
  "ai.onnx": { oldest: 9, newest: 28 },
  "ai.onnx.ml": { oldest: 1, newest: 5 },
};

/** The domain by its full name; the standard one may be written as "". */
export function domainOf(name: string): Domain | undefined {
  const full = name === "" ? "ai.onnx" : name;
  return full === "ai.onnx" || full === "ai.onnx.ml" ? full : undefined;
}

/**
 * The version of each domain. Domains that this reader does not know are left to the nodes that use them.
 *
 * @throws {GraphError} OPSET_UNSUPPORTED.
 */
export function readOpsets(imports: readonly OperatorSetIdProto[]): ReadonlyMap<Domain, number> {
  const versions = new Map<Domain, number>();
  for (const { domain: name, version } of imports) {
    const domain = domainOf(name);
    if (domain === undefined) continue;
    const number = requireSupported(domain, version);
    if ((versions.get(domain) ?? number) !== number) {
      throw new GraphError("OPSET_UNSUPPORTED", { reason: `the file imports two versions of ${quoteName(domain)}` });
    }
    versions.set(domain, number);
  }
  return versions;
}

function requireSupported(domain: Domain, version: bigint): number {
  const { oldest, newest } = SUPPORTED_OPSETS[domain];
  if (version >= BigInt(oldest) && version <= BigInt(newest)) return Number(version);
  throw new GraphError("OPSET_UNSUPPORTED", {
    reason: `the file uses opset ${version} of ${quoteName(domain)}, supported are ${oldest} to ${newest}`,
    advice: `Export it again with an opset from ${oldest} to ${newest}`,
  });
}
