import { writeKeySet } from "@velum/ckks";
import { createKeySetStepwise, generateSecretKey } from "@velum/ckks/secret";
import { VelumClientError } from "../errors.ts";
import type { ReadyPlan } from "../session/ready-plan.ts";
import { KeySetSecret, type KeySetTerms } from "./key-set-secret.ts";

/** How far a key set is on its way to the server. */
export interface KeySetProgress {
  readonly step: "generate" | "upload";
  /** Keys that are made, or bytes that the server has. */
  readonly done: number;
  readonly total: number;
}

/** Milliseconds of work between two breaths: a page stays alive. */
const BREATH = 12;

/**
 * A fresh secret and exactly the keys of the plan, key by key. If it is ended, the secret is wiped.
 * @throws VelumClientError CALL_ABORTED; CkksError RANDOMNESS_UNAVAILABLE
 */
export async function generateKeySet(
  { plan, binding }: ReadyPlan,
  terms: KeySetTerms,
  onProgress: (progress: KeySetProgress) => void,
  signal: AbortSignal,
): Promise<KeySetSecret> {
  const { context } = binding;
  const secret = generateSecretKey(context);
  try {
    const steps = createKeySetStepwise(context, secret, plan.keys);
    let breath = performance.now();
    for (;;) {
      const step = steps.next();
      if (step.done === true) return new KeySetSecret(binding, secret, writeKeySet(context, step.value), terms);
      onProgress(Object.freeze({ step: "generate", ...step.value }));
      if (performance.now() - breath > BREATH) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        breath = performance.now();
      }
      if (signal.aborted) throw new VelumClientError("CALL_ABORTED");
    }
  } catch (error) {
    secret.dispose();
    throw error;
  }
}
