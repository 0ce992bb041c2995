import { loadSeal } from "@velum/conformance/load-seal";
import { measureAll } from "../measure.ts";
import type { BenchCase, BenchResult } from "../result.ts";
import { type OpsParameters, testValues, worstError } from "./parameter-sets.ts";

const HOISTED = [1, 2, 3, 4, 5, 6, 7, 8];

/** Times the same operations in node-seal 6 (Microsoft SEAL in WebAssembly). */
export async function nodeSealOps(set: OpsParameters): Promise<readonly BenchResult[]> {
  const seal = await loadSeal();
  const { bits, scaleBits } = set.seal;
  const parms = seal.EncryptionParameters(seal.SchemeType.ckks);
  parms.setPolyModulusDegree(set.ringDegree);
  parms.setCoeffModulus(seal.CoeffModulus.Create(set.ringDegree, Int32Array.from(bits)));
  const context = seal.Context(parms, true, seal.SecurityLevel.tc128);
  const keygen = seal.KeyGenerator(context);
  const secretKey = keygen.secretKey();
  const relinKeys = keygen.createRelinKeys();
  const galoisKeys = keygen.createGaloisKeys(Int32Array.from(HOISTED));
  const encoder = seal.CKKSEncoder(context);
  const evaluator = seal.Evaluator(context);
  const encryptor = seal.Encryptor(context, keygen.createPublicKey(), secretKey);
  const decryptor = seal.Decryptor(context, secretKey);
  const slots = set.ringDegree / 2;
  const scale = 2 ** scaleBits;
  const [v, w] = [testValues(slots, 0), testValues(slots, 1)];
  const plainV = encoder.encode(v, scale)!;
  const plainW = encoder.encode(w, scale)!;
  const a = encryptor.encrypt(plainV)!;
  const b = encryptor.encrypt(plainW)!;
  const out = seal.CipherText();
  const plain = seal.PlainText();
  const decode = (): Float64Array => {
    decryptor.decrypt(out, plain);
    return encoder.decode(plain);
  };
  const after = (run: () => unknown, expected: (i: number) => number) => (): number => {
    run();
    return worstError(decode(), expected, slots, 0.05);
  };
  const one = (name: string, run: () => unknown, expected: (i: number) => number, checked: string): BenchCase => ({
    name,
    run,
    check: after(run, expected),
    checked,
  });
  const product = (i: number): number => v[i]! * w[i]!;
  const cases: readonly BenchCase[] = [
    {
      name: "encode",
      run: () => encoder.encode(v, scale, plain),
      check: () => worstError(encoder.decode(plainV), (i) => v[i]!, slots, 1e-3),
      checked: "decoded slots against the values",
    },
    one(
      "encrypt-secret",
      () => encryptor.encryptSymmetric(plainV, out),
      (i) => v[i]!,
      "decrypted slots",
    ),
    one(
      "encrypt-public",
      () => encryptor.encrypt(plainV, out),
      (i) => v[i]!,
      "decrypted slots",
    ),
    {
      name: "decrypt-decode",
      run: () => {
        decryptor.decrypt(a, plain);
        encoder.decode(plain);
      },
      check: () => {
        decryptor.decrypt(a, plain);
        return worstError(encoder.decode(plain), (i) => v[i]!, slots, 0.05);
      },
      checked: "decrypted slots",
    },
    one(
      "add",
      () => evaluator.add(a, b, out),
      (i) => v[i]! + w[i]!,
      "decrypted sums",
    ),
    one(
      "multiply-plain-rescale",
      () => {
        evaluator.multiplyPlain(a, plainW, out);
        evaluator.rescaleToNext(out, out);
      },
      product,
      "decrypted products",
    ),
    one(
      "multiply-relinearize-rescale",
      () => {
        evaluator.multiply(a, b, out);
        evaluator.relinearize(out, relinKeys, out);
        evaluator.rescaleToNext(out, out);
      },
      product,
      "decrypted products",
    ),
    one(
      "rotate",
      () => evaluator.rotateVector(a, 1, galoisKeys, out),
      (i) => v[(i + 1) % slots]!,
      "rotation by 1",
    ),
    {
      ...one(
        "rotate-hoisted-8",
        () => {
          for (const steps of HOISTED) evaluator.rotateVector(a, steps, galoisKeys, out);
        },
        (i) => v[(i + 8) % slots]!,
        "rotation by 8, time per rotation; SEAL has no hoisting",
      ),
      divisor: HOISTED.length,
    },
    {
      name: "keygen-rotation",
      run: () => keygen.createGaloisKeys(Int32Array.from([1])).delete(),
      check: after(
        () => evaluator.rotateVector(a, 1, galoisKeys, out),
        (i) => v[(i + 1) % slots]!,
      ),
      checked: "a rotation with such a key",
    },
  ];
  return measureAll(cases, { engine: "node-seal", ringDegree: set.ringDegree, parameters: bits.join("+") });
}
