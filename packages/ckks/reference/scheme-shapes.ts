import fc from "fast-check";
import type { Parameters } from "../src/parameters/create-parameters.ts";
import { insecureTestParameters } from "../src/parameters/insecure-test-parameters.ts";

/** Shape of a small parameter set: what a property test of the scheme draws. */
export interface SchemeShape {
  readonly ringDegree: number;
  /** Ciphertext primes: 30 bits and then `bits` each. */
  readonly primes: number;
  readonly bits: number;
  /** Special primes. */
  readonly alpha: number;
}

const known = new Map<string, Parameters>();

/** The parameters of a shape; each is made once, as its context is. */
export function parametersOf(shape: SchemeShape): Parameters {
  const key = JSON.stringify(shape);
  let parameters = known.get(key);
  if (parameters === undefined) {
    parameters = insecureTestParameters({
      ringDegree: shape.ringDegree,
      modulusBits: [30, ...Array.from({ length: shape.primes - 1 }, () => shape.bits)],
      specialBits: Array.from({ length: shape.alpha }, () => 30),
    });
    known.set(key, parameters);
  }
  return parameters;
}

/** Small rings; `least` says which prime and special prime counts an operation needs. */
export const schemeShapes = (least: { primes?: number; alpha?: number } = {}): fc.Arbitrary<SchemeShape> =>
  fc.record({
    ringDegree: fc.constantFrom(8, 16, 32, 64, 128),
    primes: fc.integer({ min: least.primes ?? 1, max: 6 }),
    bits: fc.constantFrom(24, 27, 29, 30),
    alpha: fc.integer({ min: least.alpha ?? 0, max: 2 }),
  });
