import { type Contract, type ContractDigest, MAX_CONTRACT_BYTES, readContract } from "@velum/protocol";
import { refuse } from "../errors.ts";
import { type ExchangePolicy, exchange } from "../http/exchange.ts";
import type { ClientConfig } from "../options.ts";

/** A contract that was checked and, from here on, does not change. */
export interface PinnedContract {
  readonly contract: Contract;
  readonly digest: ContractDigest;
}

/** The address of the model, and of its version where one was asked for. */
export function modelUrl({ base, model, version }: ClientConfig): string {
  const path = `${base}/v2/models/${encodeURIComponent(model)}`;
  return version === undefined ? path : `${path}/versions/${encodeURIComponent(version)}`;
}

/** The address of a key set of one of the model's plans. */
export function keySetUrl({ base, model, version }: ClientConfig, id: string, plan: string): string {
  const query = new URLSearchParams({ model, ...(version === undefined ? {} : { version }), plan });
  return `${base}/v2/keys/${id}?${query}`;
}

/**
 * Fetches the contract, once: checked as a stranger's bytes (C4, B5), compared with what was asked for, and pinned before
 * any input is read. A client that lives longer keeps it, and a server that changes its own gets refusals, not a second
 * look (C3).
 * @throws VelumError CONTRACT_…; VelumClientError CONTRACT_UNEXPECTED and those of `exchange`
 */
export async function fetchContract(config: ClientConfig, policy: ExchangePolicy): Promise<PinnedContract> {
  const { bytes } = await exchange(
    {
      url: `${modelUrl(config)}/contract`,
      method: "GET",
      headers: { accept: "application/json" },
      limit: MAX_CONTRACT_BYTES,
    },
    policy,
  );
  const { contract, digest } = readContract(bytes);
  const { model, version, expectedContractDigest } = config;
  if (expectedContractDigest !== undefined && digest !== expectedContractDigest) {
    throw refuse("CONTRACT_UNEXPECTED", "contract", "the digest that was given", "another");
  }
  if (contract.name !== model) throw refuse("CONTRACT_UNEXPECTED", "contract.name", "the model asked for", "another");
  if (version !== undefined && contract.version !== version) {
    throw refuse("CONTRACT_UNEXPECTED", "contract.version", "the version asked for", "another");
  }
  return Object.freeze({ contract, digest });
}
