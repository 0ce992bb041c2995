import { createContext, keySetFrameBytes, needsKeySet, presets } from "@velum/ckks";
import { type PlanSummary, requestFrameBytes, responseFrameBytes } from "@velum/protocol";
import type { KeyBinding } from "./request-key.ts";

/** A plan of the pinned contract with the tables of its parameters. No secret is in it. */
export interface ReadyPlan {
  readonly plan: PlanSummary;
  readonly binding: KeyBinding;
  /** The exact lengths of its frames, whatever they hold; of the key set 0 where keys are one-time. */
  readonly bytes: { readonly request: number; readonly response: number; readonly keySet: number };
}

/** @throws CkksError SIMD_UNAVAILABLE */
export async function readyPlan(
  plan: PlanSummary,
  { origin, contractDigest }: Omit<KeyBinding, "context">,
): Promise<ReadyPlan> {
  // The contract's reader has found the digest in the list that was compiled in (B5).
  const parameters = Object.values(presets).find(({ digest }) => digest === plan.parameters.digest)!;
  const context = await createContext(parameters);
  const bytes = {
    request: requestFrameBytes({ plan, context }),
    response: responseFrameBytes({ plan, context }),
    keySet: needsKeySet(plan.keys) ? keySetFrameBytes(parameters, plan.keys) : 0,
  };
  return Object.freeze({
    plan,
    binding: Object.freeze({ origin, contractDigest, context }),
    bytes: Object.freeze(bytes),
  });
}
