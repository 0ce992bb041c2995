import { type Context, checkParameters } from "../engine/context.ts";
import { ciphertextModuli, expandUniform } from "../random/expand-uniform.ts";
import { sampleSecret, smallToNtt } from "../random/sample-secret.ts";
import { freshSeeds } from "../random/seeds.ts";
import type { PublicKey } from "../values/keys.ts";
import { limbsAt, toLevel } from "../values/level.ts";
import { createPoly } from "../values/poly.ts";
import type { SecretKey } from "./secret-key.ts";

/** Options of `createPublicKey`. */
export interface PublicKeyOptions {
  /** Highest level at which the key will be used; the top if left out. A lower one makes a smaller key. */
  readonly level?: number;
}

/**
 * A seeded public key: p_1 expanded from a public seed, p_0 = e - p_1 s.
 * @throws CkksError RANDOMNESS_UNAVAILABLE, KEY_DISPOSED, LEVEL_INVALID, PARAMETERS_MISMATCH
 * @example createPublicKey(context, secret, { level: 0 })
 */
export function createPublicKey(context: Context, secret: SecretKey, options: PublicKeyOptions = {}): PublicKey {
  checkParameters(context, secret, "secret");
  const { ring, parameters } = context;
  const level = toLevel(options.level ?? parameters.maxLevel, parameters.maxLevel);
  const limbs = limbsAt(level);
  const { publicSeed, secretSeed } = freshSeeds(secret.material.prfKey, new Uint8Array());
  const p1 = expandUniform(context, "public-key", 0, publicSeed, ciphertextModuli(limbs));
  const p0 = ring.engine.scopedSecret((scope) => {
    const error = sampleSecret(ring, scope, "binomial", "error", 0, secretSeed);
    const product = scope.load(p1.residues);
    const s = scope.load(secret.material.residues.subarray(0, limbs * ring.n));
    const out = scope.allocate(limbs * ring.limbBytes);
    for (let i = 0; i < limbs; i++) {
      const at = ring.limb(out, i);
      smallToNtt(ring, at, error, i);
      ring.kernels.multiply(ring.limb(product, i), ring.limb(product, i), ring.limb(s, i), ring.n, ring.record(i));
      ring.kernels.sub(at, at, ring.limb(product, i), ring.n, ring.modulus(i));
    }
    return createPoly("ntt", limbs, ring.engine.store(out, limbs * ring.n));
  });
  secretSeed.fill(0);
  return Object.freeze({ kind: "public-key", parameters, level, seed: publicSeed, p0, p1 });
}
