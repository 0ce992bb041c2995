import type { Context } from "../engine/context.ts";
import type { ModulusIndex } from "../engine/ring.ts";
import { createPoly, type Poly } from "../values/poly.ts";
import type { PublicSeed } from "./seeds.ts";
import { type UniformPurpose, uniformStreamKey } from "./streams.ts";

/**
 * The uniform polynomial of a public seed, limb by limb, directly in NTT form: uniform residues are uniform in either form,
 * so no transform is needed.
 *
 * @param purpose - what the polynomial belongs to; different purposes give unrelated streams (B4)
 * @param index - digit of a key-switching key, else 0
 * @param moduli - modulus indices, one limb each
 */
export function expandUniform(
  context: Context,
  purpose: UniformPurpose,
  index: number,
  seed: PublicSeed,
  moduli: readonly ModulusIndex[],
): Poly<"ntt"> {
  const { ring } = context;
  const { engine, kernels, n } = ring;
  return engine.scoped((scope) => {
    const poly = scope.allocate(moduli.length * ring.limbBytes);
    const key = scope.allocate(32);
    moduli.forEach((modulus, limb) => {
      const q = ring.modulus(modulus);
      engine.u8.set(uniformStreamKey(context.parameters, purpose, index, q, seed), key);
      kernels.sampleUniform(ring.limb(poly, limb), key, n, q);
    });
    return createPoly("ntt", moduli.length, engine.store(poly, moduli.length * n));
  });
}

/** The modulus indices of the ciphertext limbs of a level. */
export const ciphertextModuli = (limbs: number): readonly ModulusIndex[] => Array.from({ length: limbs }, (_, i) => i);
