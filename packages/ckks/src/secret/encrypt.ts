import { messageDigest } from "../encryption/message-digest.ts";
import { type Context, checkParameters } from "../engine/context.ts";
import { ciphertextModuli, expandUniform } from "../random/expand-uniform.ts";
import { sampleSecret, smallToNtt } from "../random/sample-secret.ts";
import { freshSeeds } from "../random/seeds.ts";
import { type Ciphertext, createCiphertext } from "../values/ciphertext.ts";
import { limbsAt } from "../values/level.ts";
import type { Plaintext } from "../values/plaintext.ts";
import { createPoly } from "../values/poly.ts";
import type { SecretKey } from "./secret-key.ts";

/**
 * Encrypts under the secret key: c_1 expanded from a public seed, c_0 = e - c_1 s + m. Half the bytes and a third of the
 * noise of a public-key encryption. Never call it twice to repeat a request: send the stored bytes again (B3).
 *
 * @throws CkksError RANDOMNESS_UNAVAILABLE, KEY_DISPOSED, PARAMETERS_MISMATCH
 * @example const ciphertext = encrypt(context, secret, encoder.encodeSlots([1.5], { level: 2, scale: 2 ** 30 }));
 */
export function encrypt(context: Context, secret: SecretKey, plaintext: Plaintext): Ciphertext {
  checkParameters(context, secret, "secret");
  checkParameters(context, plaintext, "plaintext");
  const { ring } = context;
  const limbs = limbsAt(plaintext.level);
  const { publicSeed, secretSeed } = freshSeeds(secret.material.prfKey, messageDigest(plaintext));
  const c1 = expandUniform(context, "ciphertext", 0, publicSeed, ciphertextModuli(limbs));
  const c0 = ring.engine.scopedSecret((scope) => {
    const error = sampleSecret(ring, scope, "binomial", "error", 0, secretSeed);
    const s = scope.load(secret.material.residues.subarray(0, limbs * ring.n));
    const product = scope.load(c1.residues);
    const message = scope.load(plaintext.poly.residues);
    const out = scope.allocate(limbs * ring.limbBytes);
    for (let i = 0; i < limbs; i++) {
      const at = ring.limb(out, i);
      const q = ring.modulus(i);
      smallToNtt(ring, at, error, i);
      ring.kernels.multiply(ring.limb(product, i), ring.limb(product, i), ring.limb(s, i), ring.n, ring.record(i));
      ring.kernels.sub(at, at, ring.limb(product, i), ring.n, q);
      ring.kernels.add(at, at, ring.limb(message, i), ring.n, q);
    }
    return createPoly("ntt", limbs, ring.engine.store(out, limbs * ring.n));
  });
  secretSeed.fill(0);
  const { parameters, level, scale } = plaintext;
  return createCiphertext({ parameters, level, scale, parts: [c0, c1], uniformSeed: publicSeed });
}
