import type { Context } from "../engine/context.ts";
import { type GaloisElement, rotationElement } from "../values/galois-element.ts";
import type { GaloisKey } from "../values/keys.ts";
import { createKeySwitchingKey } from "./key-switching-key.ts";
import { checkKeyOptions, type EvaluationKeyOptions } from "./relinearization-key.ts";
import type { SecretKey } from "./secret-key.ts";

/**
 * The key for one automorphism X -> X^g. It switches s to g^-1(s): the automorphism is applied last, to the switched
 * ciphertext, so that rotations by many steps share one decomposition (hoisting: Halevi, Shoup, eprint 2018/244, section 5).
 * @throws CkksError SPECIAL_PRIMES_MISSING where the parameters have no special primes, LEVEL_INVALID, KEY_DISPOSED
 * @example createGaloisKey(context, secret, conjugationElement(parameters))
 */
export function createGaloisKey(
  context: Context,
  secret: SecretKey,
  element: GaloisElement,
  options: EvaluationKeyOptions = {},
): GaloisKey {
  const level = checkKeyOptions(context, secret, options);
  const { ring, parameters } = context;
  const key = createKeySwitchingKey(context, secret, `galois-key/${element}`, level, (scope) => {
    const from = scope.load(secret.material.residues);
    const to = scope.allocate(ring.moduli.length * ring.limbBytes);
    const table = ring.galoisTable(inverseElement(element, ring.n));
    ring.moduli.forEach((_, i) => {
      ring.kernels.permute(ring.limb(to, i), ring.limb(from, i), table, ring.n);
    });
    return { from, to };
  });
  return Object.freeze({ kind: "galois-key", parameters, element, key });
}

/** A rotation and the level where it will be used. */
export interface RotationKeyRequest {
  readonly steps: number;
  readonly level?: number;
}

/**
 * Keys for exactly the rotations asked for.
 * @throws as `createGaloisKey`, and GALOIS_ELEMENT_INVALID
 * @example createRotationKeys(context, secret, [{ steps: 1 }, { steps: 4, level: 2 }])
 */
export const createRotationKeys = (
  context: Context,
  secret: SecretKey,
  rotations: readonly RotationKeyRequest[],
): readonly GaloisKey[] =>
  rotations.map(({ steps, ...options }) =>
    createGaloisKey(context, secret, rotationElement(steps, context.parameters), options),
  );

/** g^-1 mod 2N: g^(N-1), since the group of odd residues mod 2N has exponent dividing N. */
function inverseElement(element: GaloisElement, n: number): number {
  let inverse = 1;
  for (let exponent = n - 1, square: number = element; exponent > 0; exponent >>= 1) {
    if (exponent & 1) inverse = Number((BigInt(inverse) * BigInt(square)) % BigInt(2 * n));
    square = Number((BigInt(square) * BigInt(square)) % BigInt(2 * n));
  }
  return inverse;
}
