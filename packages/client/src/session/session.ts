import type { ExchangePolicy } from "../http/exchange.ts";
import { KeyRing } from "../keys/key-ring.ts";
import type { ClientConfig } from "../options.ts";
import { fetchContract, keySetUrl, modelUrl, type PinnedContract } from "./fetch-contract.ts";
import { type ReadyPlan, readyPlan } from "./ready-plan.ts";

/** Everything that stays between two predictions. Secrets are in its ring alone, and only for plans that need key sets. */
export interface Session {
  readonly pinned: PinnedContract;
  /** In the order of the contract. */
  readonly plans: readonly ReadyPlan[];
  readonly inferUrl: string;
  readonly ring: KeyRing;
}

/**
 * Fetches and pins the contract, and loads the tables of its plans' parameters.
 * @param ringPolicy - for key sets, which outlive a call
 * @throws as `fetchContract`; CkksError SIMD_UNAVAILABLE
 */
export async function openSession(
  config: ClientConfig,
  policy: ExchangePolicy,
  ringPolicy: ExchangePolicy,
): Promise<Session> {
  const pinned = await fetchContract(config, policy);
  const binding = { origin: config.origin, contractDigest: pinned.digest };
  const plans = await Promise.all(pinned.contract.plans.map((plan) => readyPlan(plan, binding)));
  const ring = new KeyRing({
    url: (id, plan) => keySetUrl(config, id, plan),
    answersPerKey: config.answersPerKey,
    now: () => Date.now(),
    policy: ringPolicy,
  });
  return Object.freeze({ pinned, plans: Object.freeze(plans), inferUrl: `${modelUrl(config)}/infer`, ring });
}
