import type { Context } from "../engine/context.ts";
import type { Scope } from "../engine/engine.ts";
import type { Pointer } from "../engine/kernel-exports.ts";
import type { ModulusIndex } from "../engine/ring.ts";
import { expandUniform } from "../random/expand-uniform.ts";
import { sampleSecret, smallToNtt } from "../random/sample-secret.ts";
import { freshSeeds, type SecretSeed } from "../random/seeds.ts";
import type { UniformPurpose } from "../random/streams.ts";
import { digitCount, type KeySwitchingKey } from "../values/keys.ts";
import { type Level, limbsAt } from "../values/level.ts";
import { createPoly, type Poly } from "../values/poly.ts";
import type { SecretKey } from "./secret-key.ts";

/** The two secrets of a key-switching key, in NTT form over all moduli, in a secret scope. */
export interface SwitchedSecrets {
  /** The secret that the product with a ciphertext part is relative to. */
  readonly from: Pointer;
  /** The secret under which the key is encrypted. */
  readonly to: Pointer;
}

/**
 * Builds a key-switching key: digit d holds (b_d, a_d) with b_d = e_d - a_d to + P g_d from, where g_d is 1 modulo the
 * primes of digit d and 0 modulo all others (hybrid key switching: Han, Ki, eprint 2019/688, section 3). The gadget does not
 * depend on the level, so the key serves every level up to its own.
 */
export function createKeySwitchingKey(
  context: Context,
  secret: SecretKey,
  purpose: UniformPurpose,
  level: Level,
  secrets: (scope: Scope) => SwitchedSecrets,
): KeySwitchingKey {
  const { publicSeed, secretSeed } = freshSeeds(secret.material.prfKey, new Uint8Array());
  const indices = context.ring.extendedIndices(limbsAt(level));
  const digits = Array.from({ length: digitCount(context.parameters, level) }, (_, d) => d);
  const masks = digits.map((d) => expandUniform(context, purpose, d, publicSeed, indices));
  const bodies = context.ring.engine.scopedSecret((scope) => {
    const both = secrets(scope);
    return masks.map((mask, d) => createBody(context, mask, d, indices, both, secretSeed));
  });
  secretSeed.fill(0);
  return Object.freeze({ level, seed: publicSeed, bodies: Object.freeze(bodies), masks: Object.freeze(masks) });
}

function createBody(
  context: Context,
  mask: Poly<"ntt">,
  digit: number,
  indices: readonly ModulusIndex[],
  secrets: SwitchedSecrets,
  seed: SecretSeed,
): Poly<"ntt"> {
  const { ring } = context;
  const alpha = context.parameters.specialPrimes.length;
  const special = Array.from({ length: alpha }, (_, k) => ring.specialIndex(k));
  return ring.engine.scopedSecret((scope) => {
    const error = sampleSecret(ring, scope, "binomial", "error", digit, seed);
    const product = scope.load(mask.residues);
    const body = scope.allocate(indices.length * ring.limbBytes);
    indices.forEach((index, limb) => {
      const out = ring.limb(body, limb);
      const a = ring.limb(product, limb);
      const q = ring.modulus(index);
      smallToNtt(ring, out, error, index);
      ring.kernels.multiply(a, a, ring.limb(secrets.to, index), ring.n, ring.record(index));
      ring.kernels.sub(out, out, a, ring.n, q);
      if (Math.floor(index / alpha) === digit && index < context.parameters.primes.length) {
        const p = ring.productOf(special, index);
        ring.kernels.multiplyScalarAdd(out, ring.limb(secrets.from, index), p.value, p.quotient, ring.n, q);
      }
    });
    return createPoly("ntt", indices.length, ring.engine.store(body, indices.length * ring.n));
  });
}
