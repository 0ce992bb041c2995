import { CkksError } from "../errors.ts";

/** Number of ciphertext primes left less one: how many rescales are still possible. */
export type Level = number & { readonly __brand: "Level" };

/**
 * Checks a level: an integer in [0, max].
 * @throws CkksError LEVEL_INVALID
 * @example toLevel(2, parameters.maxLevel)
 */
export function toLevel(value: number, max: number): Level {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new CkksError("LEVEL_INVALID", `"level" expected an integer from 0 to ${max}, got ${String(value)}`);
  }
  return value as Level;
}

/** Limbs (primes) at a level. */
export const limbsAt = (level: Level): number => level + 1;
