import type { ExchangePolicy } from "../http/exchange.ts";
import type { ClientConfig } from "../options.ts";
import { fetchContract, modelUrl, type PinnedContract } from "./fetch-contract.ts";
import { type ReadyPlan, readyPlan } from "./ready-plan.ts";

/** Everything that stays the same between two predictions. No secret is in it. */
export interface Session {
  readonly pinned: PinnedContract;
  /** In the order of the contract. */
  readonly plans: readonly ReadyPlan[];
  readonly inferUrl: string;
}

/**
 * Fetches and pins the contract, and loads the tables of its plans' parameters.
 * @throws as `fetchContract`; CkksError SIMD_UNAVAILABLE
 */
export async function openSession(config: ClientConfig, policy: ExchangePolicy): Promise<Session> {
  const pinned = await fetchContract(config, policy);
  const plans = await Promise.all(pinned.contract.plans.map((plan) => readyPlan(plan, config.origin)));
  return Object.freeze({ pinned, plans: Object.freeze(plans), inferUrl: `${modelUrl(config)}/infer` });
}
