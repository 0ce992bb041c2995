import { type Context, createEncoder, createEvaluator, encryptWithPublicKey, preparePlaintext } from "@velum/ckks";
import {
  createPublicKey,
  createRelinearizationKey,
  createRotationKeys,
  decryptSlotsRaw,
  encrypt,
  generateSecretKey,
} from "@velum/ckks/secret";

/** The rotations that share one decomposition in the case `rotate-hoisted-8`. */
export const HOISTED: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8];

/** The operations of `npm run bench -- ops` in any context, for counting and profiling; each is one call. */
export function operationsOf(context: Context): Readonly<Record<string, () => unknown>> {
  const { ring, parameters } = context;
  const encoder = createEncoder(context);
  const secret = generateSecretKey(context);
  const publicKey = createPublicKey(context, secret);
  const evaluator = createEvaluator(context, {
    relinearization: createRelinearizationKey(context, secret),
    galois: createRotationKeys(
      context,
      secret,
      HOISTED.map((steps) => ({ steps })),
    ),
  });
  const options = { level: parameters.maxLevel, scale: 2 ** 20 };
  const values = Float64Array.from({ length: parameters.slotCount }, (_, i) => Math.sin(i));
  const plain = encoder.encodeSlots(values, options);
  const weights = preparePlaintext(context, plain);
  const a = encrypt(context, secret, plain);
  const limb = ring.engine.allocate(ring.limbBytes);
  ring.kernels.wipe(limb, ring.limbBytes);
  return {
    ntt: () => ring.kernels.ntt(limb, ring.record(0)),
    intt: () => ring.kernels.intt(limb, ring.record(0)),
    encode: () => encoder.encodeSlots(values, options),
    "encrypt-secret": () => encrypt(context, secret, plain),
    "encrypt-public": () => encryptWithPublicKey(context, publicKey, plain),
    "decrypt-decode": () => decryptSlotsRaw(context, secret, a),
    add: () => evaluator.add(a, a),
    "multiply-plain-rescale": () => evaluator.rescale(evaluator.multiplyPlain(a, weights)),
    "multiply-relinearize-rescale": () => evaluator.relinearizeRescale(evaluator.multiply(a, a)),
    rotate: () => evaluator.rotate(a, 1),
    "rotate-hoisted-8": () => evaluator.rotateMany(a, HOISTED),
    "keygen-rotation": () => createRotationKeys(context, secret, [{ steps: 1 }]),
  };
}
