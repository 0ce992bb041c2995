import { fromHex, type Parameters, presets, toHex } from "@velum/ckks";
import { canonicalJson, type Json } from "../canonical-json.ts";
import type { Contract, ContractDigest, PlanSummary } from "../contract/contract.ts";
import { contractBytes, contractDigest } from "../contract/contract-digest.ts";
import { checkContract, readContract } from "../contract/read-contract.ts";
import { summarizePlan } from "../contract/summarize-plan.ts";
import { VelumError } from "../errors.ts";
import type { Program } from "../program/program.ts";
import { programCommitment, SALT_BYTES } from "../program/program-commitment.ts";
import { readProgram } from "../program/read-program.ts";
import type { Tensors } from "../program/tensor.ts";
import { type VerifiedProgram, verifyProgram } from "../program/verify-program.ts";
import { createFieldReader, type FieldReader } from "../read-fields.ts";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";

/** Both halves of a model. */
export interface BundleContent {
  readonly contract: Contract;
  readonly programs: readonly Program[];
  readonly tensors: Tensors;
  /** 32 random bytes that went into the contract's commitment. */
  readonly salt: Uint8Array;
  /** What the compiler found, for the model's owner: JSON text of at most MAX_REPORT_LENGTH. Bound to nothing. */
  readonly report?: string | null;
}

/** A bundle that was read: the public half as bytes to serve, the programs ready to be loaded. */
export interface Bundle {
  readonly contract: Contract;
  /** What `GET …/contract` answers, byte for byte. */
  readonly contractBytes: Uint8Array;
  readonly contractDigest: ContractDigest;
  /** In the order of the contract's plans. */
  readonly plans: readonly BundlePlan[];
  /** What the compiler wrote for the model's owner, as text of anyone; null where it wrote nothing. */
  readonly report: string | null;
}

export interface BundlePlan {
  readonly summary: PlanSummary;
  readonly program: VerifiedProgram;
}

export interface BundleLimits {
  /** Largest file that is looked at. */
  readonly maxBytes: number;
}

/** Largest bundle by default: 64 MiB. */
export const MAX_BUNDLE_BYTES: number = 2 ** 26;

/** Longest report, in UTF-16 units: escaped twice, it still leaves room in the header. */
export const MAX_REPORT_LENGTH: number = 2 ** 19;

const MANIFEST = "velum";
const FORMAT = 1;
const MAX_PROGRAMS = 16;
const reader: FieldReader = createFieldReader("BUNDLE_MANIFEST", "BUNDLE_TOO_LARGE");

/** A fresh salt from WebCrypto. */
export const createSalt = (): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(SALT_BYTES));

/**
 * The bytes of a `.velum` file: a safetensors container of F64 weights whose metadata text `velum` is the manifest,
 * canonical JSON of contract, programs and salt.
 */
export function writeBundle(content: BundleContent): Uint8Array<ArrayBuffer> {
  return writeSafetensors({ tensors: content.tensors, metadata: new Map([[MANIFEST, manifestText(content)]]) });
}

function manifestText({ contract, programs, salt, report = null }: BundleContent): string {
  return canonicalJson({
    report,
    format: FORMAT,
    contract: contract as unknown as Json,
    contractDigest: contractDigest(contractBytes(contract)),
    programs: programs as unknown as Json,
    salt: toHex(salt),
  });
}

/**
 * Reads and judges a bundle of anyone: container, manifest, contract by the client's own reader, digests, every program by
 * `verifyProgram`, and each plan's summary against its program.
 * @throws VelumError BUNDLE_…, CONTRACT_…, PROGRAM_…
 * @example const bundle = readBundle(await readFile("heart.velum"));
 */
export function readBundle(bytes: Uint8Array, limits: BundleLimits = { maxBytes: MAX_BUNDLE_BYTES }): Bundle {
  const { tensors, metadata } = readSafetensors(bytes, limits.maxBytes);
  const text = manifestOf(metadata);
  const fields = readManifest(text);
  // Checked first: only a closed form is short enough to be written again.
  const publicBytes = contractBytes(checkContract(fields.get("contract")));
  const { contract, digest } = readContract(publicBytes);
  if (digest !== fields.get("contractDigest")) throw mismatch("contractDigest");
  const programs = reader.list(fields.get("programs"), "programs", MAX_PROGRAMS).map(readProgram);
  const salt = fromHex(reader.hex(fields.get("salt"), "salt"));
  const report = readReport(fields.get("report"));
  if (programCommitment(salt, programs, tensors) !== contract.programCommitment) throw mismatch("programCommitment");
  const plans = matchPlans(contract, programs, tensors);
  // Only one text has this content: no second key of a name, no other spelling of a number.
  if (manifestText({ contract, programs, tensors, salt, report }) !== text) throw mismatch("velum");
  return Object.freeze({ contract, contractBytes: publicBytes, contractDigest: digest, plans, report });
}

/** Any text: who prints it must take care of what is in it. */
function readReport(value: unknown): string | null {
  if (value === null || (typeof value === "string" && value.length <= MAX_REPORT_LENGTH)) return value;
  throw new VelumError("BUNDLE_MANIFEST", {
    argument: "report",
    expected: `null or a text of at most ${MAX_REPORT_LENGTH} characters`,
    got: typeof value === "string" ? "a longer one" : "another value",
  });
}

function manifestOf(metadata: ReadonlyMap<string, string>): string {
  const text = metadata.get(MANIFEST);
  if (text === undefined || metadata.size !== 1) {
    throw new VelumError("BUNDLE_MANIFEST", {
      argument: "__metadata__",
      expected: "the one text velum",
      got: "another",
    });
  }
  return text;
}

function readManifest(text: string): ReadonlyMap<string, unknown> {
  const value = parse(text);
  const format = typeof value === "object" && value !== null ? (value as { format?: unknown }).format : undefined;
  if (typeof format === "number" && format !== FORMAT) {
    throw new VelumError("BUNDLE_VERSION", { argument: "format", expected: String(FORMAT), got: "another" });
  }
  const fields = reader.record(value, "manifest", [
    "format",
    "contract",
    "contractDigest",
    "programs",
    "salt",
    "report",
  ]);
  reader.integer(format, "format", FORMAT, FORMAT);
  return fields;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new VelumError("BUNDLE_MANIFEST", { argument: "velum", expected: "JSON", got: "another text" });
  }
}

function matchPlans({ plans }: Contract, programs: readonly Program[], tensors: Tensors): readonly BundlePlan[] {
  if (plans.length !== programs.length) throw mismatch("programs");
  const used = new Set(programs.flatMap(tensorNames));
  if (used.size !== tensors.size) throw mismatch("tensors");
  return Object.freeze(plans.map((summary, i) => matchPlan(summary, programs[i]!, tensors)));
}

function matchPlan(summary: PlanSummary, program: Program, tensors: Tensors): BundlePlan {
  const parameters: Parameters = Object.values(presets).find(({ digest }) => digest === summary.parameters.digest)!;
  const own = new Map(tensorNames(program).map((name) => [name, tensors.get(name)!]));
  const { packing, precision } = summary;
  const { level, modelPrivacy, statisticalBits } = summary.protection;
  const verified = verifyProgram(program, { parameters, tensors: own, protection: level, modelPrivacy });
  const expected = summarizePlan(verified, { packing, precision, level, statisticalBits });
  if (canonicalJson(expected as unknown as Json) !== canonicalJson(summary as unknown as Json)) throw mismatch("plans");
  if (level === "strong" && statisticalBits > Math.min(...verified.protections.map((facts) => facts.statisticalBits)))
    throw mismatch("statisticalBits");
  return Object.freeze({ summary, program: verified });
}

function tensorNames({ nodes }: Program): readonly string[] {
  return nodes.flatMap((node) => ("tensor" in node ? [node.tensor] : []));
}

const mismatch = (argument: string): VelumError =>
  new VelumError("BUNDLE_DIGEST", {
    argument,
    expected: "what belongs to the rest of the bundle",
    got: "something else",
  });
