import { createContext, createEncoder, createEvaluator, type Parameters, presets } from "@velum/ckks";
import { createRelinearizationKey, decryptSlotsRaw, encrypt, generateSecretKey } from "@velum/ckks/secret";
import { fitPolynomial } from "../../packages/compiler/src/polynomials/fit-polynomial.ts";
import { evaluate } from "../../packages/compiler/src/polynomials/polynomial.ts";

/** Errors of fresh encryptions at scale 2^24 with the preset of linear models: one for each slot, under several keys. */
export async function encryptionErrors(keys: number): Promise<readonly number[]> {
  const context = await createContext(presets.linear);
  const encoder = createEncoder(context);
  const values = Float64Array.from({ length: presets.linear.slotCount }, (_, i) => Math.sin(0.7 * i));
  const plain = encoder.encodeSlots(values, { level: presets.linear.maxLevel, scale: 2 ** 24 });
  return Array.from({ length: keys }, () => {
    using secret = generateSecretKey(context);
    const { re } = decryptSlotsRaw(context, secret, encrypt(context, secret, plain));
    return Array.from(re, (value, slot) => value - values[slot]!);
  }).flat();
}

/** What is left of the precision after some products. */
export interface AfterProducts {
  readonly products: number;
  readonly rms: number;
  readonly worst: number;
}

/** A ciphertext times a fresh one of values near 1, until no prime is left to divide by: error after each product. */
export async function errorByLevel(parameters: Parameters): Promise<readonly AfterProducts[]> {
  const context = await createContext(parameters);
  const encoder = createEncoder(context);
  using secret = generateSecretKey(context);
  const evaluator = createEvaluator(context, { relinearization: createRelinearizationKey(context, secret) });
  const slots = parameters.slotCount;
  const fresh = (values: Float64Array<ArrayBuffer>, level: number) =>
    encrypt(context, secret, encoder.encodeSlots(values, { level, scale: 2 ** 29 }));
  let expected: Float64Array<ArrayBuffer> = Float64Array.from({ length: slots }, (_, i) => Math.sin(0.7 * i));
  let ciphertext = fresh(expected, parameters.maxLevel);
  const results = [errorsOf(0)];
  for (let level = parameters.maxLevel; level > 0; level--) {
    const factors = Float64Array.from({ length: slots }, (_, i) => Math.sign(Math.cos(i)) * (1 + 0.1 * Math.sin(i)));
    expected = expected.map((value, i) => value * factors[i]!);
    ciphertext = evaluator.relinearizeRescale(evaluator.multiply(ciphertext, fresh(factors, level)));
    results.push(errorsOf(parameters.maxLevel - level + 1));
  }
  return results;

  function errorsOf(products: number): AfterProducts {
    const { re } = decryptSlotsRaw(context, secret, ciphertext);
    const errors = Array.from(re, (value, slot) => Math.abs(value - expected[slot]!));
    const rms = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / slots);
    return { products, rms, worst: Math.max(...errors) };
  }
}

const silu = (x: number): number => x / (1 + Math.exp(-x));

/** Largest error of the compiler's polynomial for SiLU over [-radius, radius], for each degree. */
export function siluErrors(radius: number, degrees: readonly number[]): readonly (readonly [number, number])[] {
  return degrees.map((degree) => {
    const polynomial = fitPolynomial(silu, { lo: -radius, hi: radius }, [], degree);
    let worst = 0;
    for (let x = -radius; x <= radius; x += radius / 500) {
      worst = Math.max(worst, Math.abs(evaluate(polynomial, x) - silu(x)));
    }
    return [degree, worst] as const;
  });
}
