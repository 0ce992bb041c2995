import { floodingShape } from "../evaluation/add-flooding.ts";
import type { Parameters } from "../parameters/create-parameters.ts";
import { type Level, limbsAt, toLevel } from "../values/level.ts";
import { createNoiseEstimate, type NoiseEstimate } from "./noise-estimate.ts";
import * as variance from "./variances.ts";

/**
 * The norm of an encoded message: the Euclidean norm of its polynomial's coefficients, in integer units. That is
 * scale * rms(|slot|), or for messages in coefficients scale * sqrt(sum of squares). With the largest |slot| instead of the root
 * mean square, an estimate holds for the worst slot too.
 */
export type MessageNorm = number;

/** Estimates the noise of each operation of `Evaluator`, under the same name. */
export interface NoiseEstimator {
  /** A fresh encryption under the secret key, rounding of the message included. */
  encrypt(level: number): NoiseEstimate;
  /** A fresh encryption under a public key. */
  encryptWithPublicKey(level: number): NoiseEstimate;
  /** Sum or difference of ciphertexts whose noises are independent (of a + a, `multiplyScalar` by 2 tells). */
  add(a: NoiseEstimate, b: NoiseEstimate): NoiseEstimate;
  /** Sum or difference with a plaintext: its rounding. */
  addPlain(a: NoiseEstimate): NoiseEstimate;
  /** A real factor, rounded at `scale`. */
  multiplyScalar(a: NoiseEstimate, message: MessageNorm, value: number, scale?: number): NoiseEstimate;
  multiplyPlain(a: NoiseEstimate, message: MessageNorm, plaintext: MessageNorm): NoiseEstimate;
  multiply(a: NoiseEstimate, b: NoiseEstimate, messageA: MessageNorm, messageB: MessageNorm): NoiseEstimate;
  square(a: NoiseEstimate, message: MessageNorm): NoiseEstimate;
  relinearize(a: NoiseEstimate): NoiseEstimate;
  relinearizeRescale(a: NoiseEstimate): NoiseEstimate;
  rescale(a: NoiseEstimate): NoiseEstimate;
  dropLevel(a: NoiseEstimate, level: number): NoiseEstimate;
  /** One rotation, hoisted or not, or conjugation. */
  rotate(a: NoiseEstimate): NoiseEstimate;
  addZero(a: NoiseEstimate): NoiseEstimate;
  /** At the flooded positions. @throws CkksError FLOODING_INVALID */
  addFlooding(a: NoiseEstimate, standardDeviation: number): NoiseEstimate;
  /** Truncation to 2^bits, in units of the truncated integers. */
  truncate(a: NoiseEstimate, bits: number): NoiseEstimate;
}

/**
 * The noise estimator of a parameter set: average-case standard deviations, with all noises taken as independent (Costache,
 * Curtis, Hales, Murphy, Ogilvie, Player: "On the precision loss in approximate homomorphic encryption", eprint 2022/162;
 * the terms are in `variances.ts`). Measured over 20 keys a preset, root mean squares lie within 10 % of it.
 * For bounds multiply by `NOISE_TAILS`.
 *
 * @example
 * const noise = createNoiseEstimator(presets.row);
 * const x = noise.encrypt(3);
 * const y = noise.relinearizeRescale(noise.square(x, 2 ** 29));
 */
export function createNoiseEstimator(parameters: Parameters): NoiseEstimator {
  const n = parameters.ringDegree;
  const prime = (level: Level): number => parameters.primes[level]!;
  const at = (level: number): Level => toLevel(level, parameters.maxLevel);
  const keySwitch = (a: NoiseEstimate): number => square(a) + variance.keySwitch(parameters, a.level);

  return Object.freeze({
    encrypt: (level) => make(variance.ERROR + variance.ROUNDING, at(level), 2),
    encryptWithPublicKey: (level) => make(variance.zero(n, 2) + variance.ROUNDING, at(level), 2),
    add: (a, b) => make(square(a) + square(b), a.level, Math.max(a.parts, b.parts) as 2 | 3),
    addPlain: (a) => make(square(a) + variance.ROUNDING, a.level, a.parts),
    multiplyScalar(a, message, value, scale = 1) {
      const factor = Math.round(value * scale);
      const rounding = (factor - value * scale) * message;
      return make(square(a) * factor ** 2 + rounding ** 2 / n, a.level, a.parts);
    },
    multiplyPlain: (a, message, plaintext) =>
      make(square(a) * plaintext ** 2 + variance.ROUNDING * (message ** 2 + n * square(a)), a.level, a.parts),
    multiply: (a, b, messageA, messageB) =>
      make(square(a) * messageB ** 2 + square(b) * messageA ** 2 + n * square(a) * square(b), a.level, 3),
    square: (a, message) => make(4 * square(a) * message ** 2 + 2 * n * square(a) ** 2, a.level, 3),
    relinearize: (a) => make(keySwitch(a) + variance.rounding(n, 2), a.level, 2),
    relinearizeRescale: (a) => make(keySwitch(a) / prime(a.level) ** 2 + variance.rounding(n, 2), at(a.level - 1), 2),
    rescale: (a) => make(square(a) / prime(a.level) ** 2 + variance.rounding(n, a.parts), at(a.level - 1), a.parts),
    dropLevel: (a, level) => createNoiseEstimate(a.standardDeviation, toLevel(level, a.level), a.parts),
    rotate: (a) => make(keySwitch(a) + variance.rounding(n, 2), a.level, 2),
    addZero: (a) => make(square(a) + variance.zero(n, a.parts), a.level, a.parts),
    addFlooding(a, standardDeviation) {
      const { bits, parts } = floodingShape(standardDeviation);
      return make(square(a) + (parts * (4 ** bits - 1)) / 12, a.level, a.parts);
    },
    truncate(a, bits) {
      const modulus = parameters.primes.slice(0, limbsAt(a.level)).reduce((product, q) => product * q, 1);
      return make(square(a) * (2 ** bits / modulus) ** 2 + variance.rounding(n, a.parts), a.level, a.parts);
    },
  } satisfies NoiseEstimator);
}

const make = (sum: number, level: Level, parts: 2 | 3): NoiseEstimate =>
  createNoiseEstimate(Math.sqrt(sum), level, parts);

const square = (a: NoiseEstimate): number => a.standardDeviation ** 2;
