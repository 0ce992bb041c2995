import {
  createEncoder,
  createEvaluator,
  createParameters,
  encryptWithPublicKey,
  type Parameters,
  preparePlaintext,
} from "@velum/ckks";
import {
  createPublicKey,
  createRelinearizationKey,
  createRotationKeys,
  decryptSlotsRaw,
  encrypt,
  generateSecretKey,
} from "@velum/ckks/secret";
import { describe, expect, test } from "vitest";
import { countingContext } from "../packages/evaluator/reference/counting-context.ts";
import { OPERATION_COSTS, type OperationCost } from "./operation-costs.ts";

const SHAPES: readonly { readonly modulusBits: readonly number[]; readonly specialBits: readonly number[] }[] = [
  { modulusBits: [24, 23, 23], specialBits: [25] },
  { modulusBits: [28, 28, 28, 28, 28], specialBits: [30, 30] },
];
const HOISTED = [1, 2, 3, 4, 5, 6, 7, 8];

/** The operations of the bench, each as one call, in a context that counts. */
async function operationsOf(parameters: Parameters) {
  const context = await countingContext(parameters);
  const encoder = createEncoder(context);
  const secret = generateSecretKey(context);
  const publicKey = createPublicKey(context, secret);
  const rotations = HOISTED.map((steps) => ({ steps }));
  const evaluator = createEvaluator(context, {
    relinearization: createRelinearizationKey(context, secret),
    galois: createRotationKeys(context, secret, rotations),
  });
  const options = { level: parameters.maxLevel, scale: 2 ** 20 };
  const plain = encoder.encodeSlots([0.5, -0.25], options);
  const weights = preparePlaintext(context, plain);
  const a = encrypt(context, secret, plain);
  const { kernels } = context.ring;
  const limb = context.ring.engine.allocate(context.ring.limbBytes);
  kernels.wipe(limb, context.ring.limbBytes);
  const operations: Readonly<Record<string, () => unknown>> = {
    ntt: () => kernels.ntt(limb, context.ring.record(0)),
    intt: () => kernels.intt(limb, context.ring.record(0)),
    encode: () => encoder.encodeSlots([0.5], options),
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
  return { context, operations };
}

describe.each(SHAPES)("with primes of $modulusBits and $specialBits bits", async ({ modulusBits, specialBits }) => {
  const parameters = createParameters({ ringDegree: modulusBits.length > 3 ? 8192 : 4096, modulusBits, specialBits });
  const shape = { limbs: modulusBits.length, specialPrimes: specialBits.length };
  const digits = Math.ceil(shape.limbs / shape.specialPrimes);
  const { context, operations } = await operationsOf(parameters);

  test("the cases are those of the bench", () => {
    expect(Object.keys(operations)).toEqual(Object.keys(OPERATION_COSTS));
  });

  test.each(Object.keys(OPERATION_COSTS))("%s makes the transforms and products that the page says", (name) => {
    context.calls.clear();
    operations[name]!();
    const calls = (kernel: string): number => context.calls.get(kernel) ?? 0;
    const share = name === "rotate-hoisted-8" ? HOISTED.length : 1;
    const counted: OperationCost = {
      forward: calls("ntt") / share,
      inverse: calls("intt") / share,
      products:
        (calls("multiply") + calls("multiplyAdd") + calls("multiplyFixed") + digits * calls("innerProduct")) / share,
      uniform: calls("sampleUniform") / share,
    };
    expect(counted).toEqual(OPERATION_COSTS[name]!(shape));
  });
});
