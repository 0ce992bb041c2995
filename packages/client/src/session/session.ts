import { createContext, presets } from "@velum/ckks";
import { MAX_INFER_HEADER_BYTES, type PlanSummary, responseFrameBytes } from "@velum/protocol";
import type { ExchangePolicy } from "../http/exchange.ts";
import type { ClientConfig } from "../options.ts";
import { fetchContract, modelUrl, type PinnedContract } from "./fetch-contract.ts";
import type { KeyBinding } from "./one-time-key.ts";

/** Everything that stays the same between two predictions. No secret is in it. */
export interface Session {
  readonly pinned: PinnedContract;
  readonly plan: PlanSummary;
  readonly binding: KeyBinding;
  readonly inferUrl: string;
  /** Most bytes of an HTTP answer: the exact length of its frame by the pinned contract, and the JSON before it. */
  readonly answerLimit: number;
}

/**
 * Fetches and pins the contract, picks the plan for one row, and loads the tables of its parameters.
 * @throws as `fetchContract`; CkksError SIMD_UNAVAILABLE
 */
export async function openSession(config: ClientConfig, policy: ExchangePolicy): Promise<Session> {
  const pinned = await fetchContract(config, policy);
  // Plans are listed by the number of rows that they take, and every plan takes one.
  const plan = pinned.contract.plans[0]!;
  // The contract's reader has found the digest in the list that was compiled in (B5).
  const parameters = Object.values(presets).find(({ digest }) => digest === plan.parameters.digest)!;
  const context = await createContext(parameters);
  return Object.freeze({
    pinned,
    plan,
    binding: Object.freeze({ origin: config.origin, context }),
    inferUrl: `${modelUrl(config)}/infer`,
    answerLimit: MAX_INFER_HEADER_BYTES + responseFrameBytes({ plan, context }),
  });
}
