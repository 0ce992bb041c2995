import {
  type Ciphertext,
  createContext,
  createEncoder,
  createEvaluator,
  createParameters,
  encryptWithPublicKey,
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
import { measureAll } from "../measure.ts";
import type { BenchCase, BenchResult } from "../result.ts";
import { type OpsParameters, testValues, worstError } from "./parameter-sets.ts";

const HOISTED = [1, 2, 3, 4, 5, 6, 7, 8];

/** Times every operation of the engine at one parameter set. */
export async function velumOps(set: OpsParameters): Promise<readonly BenchResult[]> {
  const { modulusBits, specialBits, scaleBits } = set.velum;
  const parameters = createParameters({ ringDegree: set.ringDegree, modulusBits, specialBits });
  const context = await createContext(parameters);
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
  const slots = parameters.slotCount;
  const level = parameters.maxLevel;
  const [v, w] = [testValues(slots, 0), testValues(slots, 1)];
  const options = { level, scale: 2 ** scaleBits };
  const [plainV, plainW] = [encoder.encodeSlots(v, options), encoder.encodeSlots(w, options)];
  const weights = preparePlaintext(context, plainW);
  const [a, b] = [encrypt(context, secret, plainV), encrypt(context, secret, plainW)];
  const errorOf = (ciphertext: Ciphertext, expected: (i: number) => number): number =>
    worstError(decryptSlotsRaw(context, secret, ciphertext).re, expected, slots, 0.05);
  const product = (i: number): number => v[i]! * w[i]!;

  const cases: readonly BenchCase[] = [
    ...transformCases(context.ring),
    {
      name: "encode",
      run: () => encoder.encodeSlots(v, options),
      check: () => worstError(encoder.decodeSlots(plainV).re, (i) => v[i]!, slots, 1e-3),
      checked: "decoded slots against the values",
    },
    {
      name: "encrypt-secret",
      run: () => encrypt(context, secret, plainV),
      check: () => errorOf(a, (i) => v[i]!),
      checked: "decrypted slots against the values",
    },
    {
      name: "encrypt-public",
      run: () => encryptWithPublicKey(context, publicKey, plainV),
      check: () => errorOf(encryptWithPublicKey(context, publicKey, plainV), (i) => v[i]!),
      checked: "decrypted slots against the values",
    },
    {
      name: "decrypt-decode",
      run: () => decryptSlotsRaw(context, secret, a),
      check: () => errorOf(a, (i) => v[i]!),
      checked: "decrypted slots against the values",
    },
    {
      name: "add",
      run: () => evaluator.add(a, b),
      check: () => errorOf(evaluator.add(a, b), (i) => v[i]! + w[i]!),
      checked: "decrypted sums",
    },
    {
      name: "multiply-plain-rescale",
      run: () => evaluator.rescale(evaluator.multiplyPlain(a, weights)),
      check: () => errorOf(evaluator.rescale(evaluator.multiplyPlain(a, weights)), product),
      checked: "decrypted products",
    },
    {
      name: "multiply-relinearize-rescale",
      run: () => evaluator.relinearizeRescale(evaluator.multiply(a, b)),
      check: () => errorOf(evaluator.relinearizeRescale(evaluator.multiply(a, b)), product),
      checked: "decrypted products",
    },
    {
      name: "rotate",
      run: () => evaluator.rotate(a, 1),
      check: () => errorOf(evaluator.rotate(a, 1), (i) => v[(i + 1) % slots]!),
      checked: "decrypted rotation by 1",
    },
    {
      name: "rotate-hoisted-8",
      run: () => evaluator.rotateMany(a, HOISTED),
      check: () => errorOf(evaluator.rotateMany(a, HOISTED)[7]!, (i) => v[(i + 8) % slots]!),
      checked: "decrypted rotation by 8, time per rotation",
      divisor: HOISTED.length,
    },
    {
      name: "keygen-rotation",
      run: () => createRotationKeys(context, secret, [{ steps: 1 }]),
      check: () => errorOf(evaluator.rotate(a, 1), (i) => v[(i + 1) % slots]!),
      checked: "a rotation with such a key",
    },
  ];
  const bits = (list: readonly number[]): string => list.join("+");
  return measureAll(cases, {
    engine: "velum",
    ringDegree: set.ringDegree,
    parameters: `${bits(modulusBits)}|${bits(specialBits)}`,
  });
}

type Ring = Awaited<ReturnType<typeof createContext>>["ring"];

/** The transforms alone, on one limb that stays in WebAssembly memory. */
function transformCases(ring: Ring): readonly BenchCase[] {
  const { engine, kernels, n } = ring;
  const q = ring.modulus(0);
  const limb = engine.allocate(ring.limbBytes);
  const values = Uint32Array.from({ length: n }, (_, i) => (i * 2654435761) % q);
  engine.load(limb, values);
  const check = (): number => {
    engine.load(limb, values);
    kernels.ntt(limb, ring.record(0));
    kernels.intt(limb, ring.record(0));
    return worstError(engine.store(limb, n), (i) => values[i]!, n, 0);
  };
  const checked = "inverse after forward is the identity";
  return [
    { name: "ntt", run: () => kernels.ntt(limb, ring.record(0)), check, checked },
    { name: "intt", run: () => kernels.intt(limb, ring.record(0)), check, checked },
  ];
}
