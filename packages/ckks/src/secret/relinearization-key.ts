import { type Context, checkParameters } from "../engine/context.ts";
import { CkksError } from "../errors.ts";
import type { RelinearizationKey } from "../values/keys.ts";
import { type Level, toLevel } from "../values/level.ts";
import { createKeySwitchingKey } from "./key-switching-key.ts";
import type { SecretKey } from "./secret-key.ts";

/** Options of evaluation keys. */
export interface EvaluationKeyOptions {
  /** Highest level at which the key will be used; the top if left out. Keys shrink with the level. */
  readonly level?: number;
}

/**
 * The key that turns a three-part product back into two parts.
 * @throws CkksError SPECIAL_PRIMES_MISSING where the parameters have no special primes, LEVEL_INVALID, KEY_DISPOSED
 * @example createRelinearizationKey(context, secret, { level: 3 })
 */
export function createRelinearizationKey(
  context: Context,
  secret: SecretKey,
  options: EvaluationKeyOptions = {},
): RelinearizationKey {
  const level = checkKeyOptions(context, secret, options);
  const { ring, parameters } = context;
  const key = createKeySwitchingKey(context, secret, "relinearization-key", level, (scope) => {
    const to = scope.load(secret.material.residues);
    const from = scope.allocate(ring.moduli.length * ring.limbBytes);
    ring.moduli.forEach((_, i) => {
      ring.kernels.multiply(ring.limb(from, i), ring.limb(to, i), ring.limb(to, i), ring.n, ring.record(i));
    });
    return { from, to };
  });
  return Object.freeze({ kind: "relinearization-key", parameters, key });
}

/** The checks that all evaluation keys share; the level they are made for. */
export function checkKeyOptions(context: Context, secret: SecretKey, options: EvaluationKeyOptions): Level {
  checkParameters(context, secret, "secret");
  if (context.parameters.specialPrimes.length === 0) {
    throw new CkksError("SPECIAL_PRIMES_MISSING", '"parameters" expected special primes for key switching, got none');
  }
  return toLevel(options.level ?? context.parameters.maxLevel, context.parameters.maxLevel);
}
