import { type Context, checkParameters } from "../engine/context.ts";
import type { Scope } from "../engine/engine.ts";
import type { Pointer } from "../engine/kernel-exports.ts";
import { CkksError } from "../errors.ts";
import { sampleSecret, smallToNtt } from "../random/sample-secret.ts";
import { freshSeeds, type SecretSeed } from "../random/seeds.ts";
import { type Ciphertext, createCiphertext } from "../values/ciphertext.ts";
import type { PublicKey } from "../values/keys.ts";
import { type Level, limbsAt, toLevel } from "../values/level.ts";
import type { Plaintext } from "../values/plaintext.ts";
import { createPoly, type Poly } from "../values/poly.ts";
import { messageDigest } from "./message-digest.ts";

/**
 * Encrypts under a public key: v (p_0, p_1) + (e_0 + m, e_1) with v ternary.
 * @throws CkksError RANDOMNESS_UNAVAILABLE, PARAMETERS_MISMATCH, LEVEL_INVALID when the key was made for a lower level
 * @example encryptWithPublicKey(context, publicKey, plaintext)
 */
export function encryptWithPublicKey(context: Context, publicKey: PublicKey, plaintext: Plaintext): Ciphertext {
  checkParameters(context, plaintext, "plaintext");
  const { parameters, level, scale } = plaintext;
  checkLevel(context, publicKey, level);
  const { ring } = context;
  const { secretSeed } = freshSeeds(publicKey.seed, messageDigest(plaintext));
  const parts = sampleZeroParts(context, publicKey, level, 2, secretSeed, (scope, part, out) => {
    if (part !== 0) return;
    const message = scope.load(plaintext.poly.residues);
    for (let i = 0; i < limbsAt(level); i++) {
      const at = ring.limb(out, i);
      ring.kernels.add(at, at, ring.limb(message, i), ring.n, ring.modulus(i));
    }
  });
  return createCiphertext({ parameters, level, scale, parts });
}

/**
 * An encryption of zero for one use: adding it to a result makes the result's parts independent of how it was computed.
 * Used twice, the difference of two results would be that of their computations, in clear (A5); so it is a value that
 * `take` consumes, lives in this process's memory alone and has no byte form.
 */
export class OneShotZero {
  readonly kind = "one-shot-zero";
  readonly parameters: PublicKey["parameters"];
  readonly level: Level;
  #parts: readonly Poly<"ntt">[] | undefined;

  constructor(parameters: PublicKey["parameters"], level: Level, parts: readonly Poly<"ntt">[]) {
    this.parameters = parameters;
    this.level = level;
    this.#parts = parts;
  }

  /** The parts, once. The caller wipes them after use. @throws CkksError ZERO_CONSUMED */
  take(): readonly Poly<"ntt">[] {
    const parts = this.#parts;
    if (parts === undefined)
      throw new CkksError("ZERO_CONSUMED", '"zero" expected an unused encryption of zero, got a used one');
    this.#parts = undefined;
    return parts;
  }
}

/** Options of `prepareZero`. */
export interface ZeroOptions {
  readonly level: number;
  /** Parts of the ciphertext that it will be added to. Three: v (p_0, p_1, 0) + v' (0, p_0, p_1) + (e_0, e_1, e_2). */
  readonly parts: 2 | 3;
}

/**
 * A fresh encryption of zero under a client's public key.
 * @throws CkksError RANDOMNESS_UNAVAILABLE, PARAMETERS_MISMATCH, LEVEL_INVALID
 * @example evaluator.addZero(result, prepareZero(context, publicKey, { level: 0, parts: 2 }))
 */
export function prepareZero(context: Context, publicKey: PublicKey, options: ZeroOptions): OneShotZero {
  const level = toLevel(options.level, context.parameters.maxLevel);
  checkLevel(context, publicKey, level);
  const { secretSeed } = freshSeeds(publicKey.seed, new Uint8Array());
  const parts = sampleZeroParts(context, publicKey, level, options.parts, secretSeed, () => {});
  return new OneShotZero(context.parameters, level, parts);
}

function checkLevel(context: Context, publicKey: PublicKey, level: Level): void {
  checkParameters(context, publicKey, "publicKey");
  toLevel(level, publicKey.level);
}

function sampleZeroParts(
  context: Context,
  publicKey: PublicKey,
  level: Level,
  count: 2 | 3,
  seed: SecretSeed,
  finish: (scope: Scope, part: number, out: Pointer) => void,
): readonly Poly<"ntt">[] {
  const { ring } = context;
  const limbs = limbsAt(level);
  const parts = ring.engine.scopedSecret((scope) => {
    const p = [publicKey.p0, publicKey.p1].map((half) => scope.load(half.residues.subarray(0, limbs * ring.n)));
    const masks = Array.from({ length: count - 1 }, (_, k) => sampleMask(context, scope, limbs, k, seed));
    return Array.from({ length: count }, (_, part) => {
      const out = sampleError(context, scope, limbs, part, seed);
      // Part k gets v_k p_0 and v_(k-1) p_1, where there is such a mask.
      masks.forEach((mask, k) => {
        const half = p[part - k];
        if (half !== undefined) multiplyAdd(context, out, half, mask, limbs);
      });
      finish(scope, part, out);
      return createPoly("ntt", limbs, ring.engine.store(out, limbs * ring.n));
    });
  });
  seed.fill(0);
  return parts;
}

function sampleMask(context: Context, scope: Scope, limbs: number, index: number, seed: SecretSeed): Pointer {
  return toNtt(context, scope, sampleSecret(context.ring, scope, "ternary", "mask", index, seed), limbs);
}

function sampleError(context: Context, scope: Scope, limbs: number, index: number, seed: SecretSeed): Pointer {
  return toNtt(context, scope, sampleSecret(context.ring, scope, "binomial", "error", index, seed), limbs);
}

function toNtt({ ring }: Context, scope: Scope, small: Pointer, limbs: number): Pointer {
  const out = scope.allocate(limbs * ring.limbBytes);
  for (let i = 0; i < limbs; i++) smallToNtt(ring, ring.limb(out, i), small, i);
  return out;
}

function multiplyAdd({ ring }: Context, out: Pointer, a: Pointer, b: Pointer, limbs: number): void {
  for (let i = 0; i < limbs; i++) {
    ring.kernels.multiplyAdd(ring.limb(out, i), ring.limb(a, i), ring.limb(b, i), ring.n, ring.record(i));
  }
}
