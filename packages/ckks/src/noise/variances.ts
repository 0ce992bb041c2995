/**
 * Variances of one coefficient of each kind of noise. A product of polynomials with independent coefficients of variance a
 * and b has coefficients of variance N a b; only a square s^2 has 2 N a^2, since its terms come in equal pairs.
 */
import type { Parameters } from "../parameters/create-parameters.ts";
import { digitCount } from "../values/keys.ts";
import { type Level, limbsAt } from "../values/level.ts";

/** Centred binomial, 21 bits against 21: sigma 3.24. */
export const ERROR: number = 42 / 4;
/** Uniform in {-1, 0, 1}: of secrets and of masks. */
const TERNARY = 2 / 3;
/** Rounding to an integer: uniform in [-1/2, 1/2). */
export const ROUNDING: number = 1 / 12;

/** Variance of a coefficient of s^2. */
const secretSquared = (n: number): number => 2 * n * TERNARY ** 2;

/**
 * Rounding every part of a ciphertext (rescaling, division by P, truncation): t_0 + t_1 s (+ t_2 s^2). The three-part term is
 * N times larger: never rescale three parts at a low scale.
 */
export const rounding = (n: number, parts: 2 | 3): number =>
  ROUNDING * (1 + n * TERNARY + (parts === 3 ? n * secretSquared(n) : 0));

/**
 * An encryption of zero under a public key: v e + e_0 + e_1 s. Of three parts: v e + v' e s + e_0 + e_1 s + e_2 s^2, nearly
 * sqrt(3) sigma 2N/3.
 */
export const zero = (n: number, parts: 2 | 3): number =>
  ERROR * (1 + 2 * n * TERNARY + (parts === 3 ? (n * TERNARY) ** 2 + n * secretSquared(n) : 0));

/**
 * What key switching adds before its rounding: each digit, centred and so uniform in +-D/2, times the error of its key,
 * divided by P. Hybrid key switching: Han, Ki, eprint 2019/688, section 3.
 */
export function keySwitch(parameters: Parameters, level: Level): number {
  const { ringDegree, primes, specialPrimes } = parameters;
  const alpha = specialPrimes.length;
  const ratios = Array.from({ length: digitCount(parameters, level) }, (_, d) => {
    const digit = primes.slice(d * alpha, Math.min((d + 1) * alpha, limbsAt(level)));
    return product(digit) / product(specialPrimes);
  });
  return ratios.reduce((sum, ratio) => sum + ringDegree * ERROR * ROUNDING * ratio ** 2, 0);
}

const product = (factors: readonly number[]): number => factors.reduce((all, q) => all * q, 1);
