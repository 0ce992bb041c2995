import { setImmediate } from "node:timers/promises";
import { type KeySet, looksLikeSecretKey, type ReadKeySetOptions, readKeySetStepwise } from "@velum/ckks";
import { VelumError } from "@velum/protocol";

/** A secret key in a known encoding is shorter than this. */
const MOST_SEARCHED: number = 2 ** 18;

/**
 * Checks and expands an upload key by key. Between two keys, which take some milliseconds each, other requests get their turn;
 * an upload whose sender has gone is given up (E4).
 * @param isWanted - whether anyone still waits for it
 * @throws VelumError SECRET_KEY_RECEIVED, HTTP_MALFORMED for a sender who has gone; CkksError as `readKeySet`
 * @example const keySet = await expandKeySet(bytes, { context, keys: plan.keys }, () => true);
 */
export async function expandKeySet(
  bytes: Uint8Array,
  options: ReadKeySetOptions,
  isWanted: () => boolean,
): Promise<KeySet> {
  const steps = readKeySetStepwise(bytes, options);
  for (;;) {
    const step = withSecretKeyAlarm(bytes, () => steps.next());
    if (step.done === true) return step.value.keySet;
    await setImmediate();
    if (!isWanted()) throw new VelumError("HTTP_MALFORMED");
  }
}

/** Refused bytes are searched for a secret key in a known encoding, so that its sender learns what went wrong (E8). */
export function withSecretKeyAlarm<T>(bytes: Uint8Array, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (looksLikeSecretKey(bytes.subarray(0, MOST_SEARCHED))) throw new VelumError("SECRET_KEY_RECEIVED");
    throw error;
  }
}
