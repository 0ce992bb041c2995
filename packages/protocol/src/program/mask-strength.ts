/**
 * How much a response may release before the mask of its re-randomization no longer holds. Figures of lattice-estimator
 * 27a581bb under its MATZOV model on our error distribution and uniform ternary masks; docs/threat-model.md.
 */

/** Standard deviation of the error distribution: centred binomial, 21 against 21 bits. */
export const ERROR_SD: number = Math.sqrt(10.5);

/** Smallest ternary dimension with 128 bits left, by log2 of the modulus where the zero is added; 1 to 4 % in reserve. */
const MINIMUM_DIMENSION: readonly (readonly [bits: number, dimension: number])[] = [
  [30, 1200],
  [52, 2030],
  [60, 2350],
  [90, 3500],
  [117, 4550],
];

/** Largest log2 of the modulus, hint bits included, with 128 bits for the mask. */
const MASK_BARS: ReadonlyMap<number, number> = new Map([
  [2048, 53.25],
  [4096, 106.5],
  [8192, 214.0],
  // Not searched: the limit of the guideline, where the estimate is 128.3 bits (for errors of 3.19). Masks are added at 88 bits at most.
  [16384, 430.0],
]);

/** The smallest mask dimension for a modulus of so many bits; infinite above the measured range. */
export const minimumDimension = (modulusBits: number): number =>
  MINIMUM_DIMENSION.find(([bits]) => modulusBits <= bits)?.[1] ?? Number.POSITIVE_INFINITY;

/** The bar for `modulusBits + hintBits` at a ring degree; 0, which nothing passes, where none was measured. */
export const maskBar = (ringDegree: number): number => MASK_BARS.get(ringDegree) ?? 0;

/**
 * b: at most so many bits in one released value, for noise of standard deviation `noiseSd` in a modulus of `modulusBits`
 * bits: the entropy of a uniform value less that of the noise, log2(q / (sqrt(2 pi e) noiseSd)).
 */
export const bitsPerValue = (modulusBits: number, noiseSd: number): number =>
  Math.max(0, modulusBits - Math.log2(Math.sqrt(2 * Math.PI * Math.E) * noiseSd));

/**
 * How many values of b bits one response may release at a modulus so that, whatever public key the client made, the mask
 * keeps the minimum dimension (A1): floor((N - n_min) log2(3) / b).
 */
export function releaseCap(ringDegree: number, modulusBits: number, bits: number): number {
  const spare = ringDegree - minimumDimension(modulusBits);
  return spare <= 0 ? 0 : Math.min(ringDegree, Math.floor((spare * Math.log2(3)) / bits));
}

/**
 * Variance of one coefficient of an encryption of zero under a public key, without its e_0. Two parts: v e + e_1 s, with
 * ternary v and s 10.5 * 4N/3. Three: v e + v' e s + e_1 s + e_2 s^2, where s^2 has coefficients of variance 2 (2N/3)^2 / N.
 */
export function zeroVariance(ringDegree: number, parts: 2 | 3): number {
  const weight = (2 * ringDegree) / 3;
  return 10.5 * (2 * weight + (parts === 3 ? 3 * weight ** 2 : 0));
}

/**
 * What the key owner's knowledge of the zero's noise costs, as bits of modulus (Hint-RLWE), all N coefficients charged, for
 * three parts to one of the two masks: half of log2(1 + V / (10.5 + F^2)) with V that noise's variance and F the flooding's
 * standard deviation.
 */
export const hintBits = (ringDegree: number, floodingSd: number, parts: 2 | 3): number =>
  0.5 * Math.log2(1 + zeroVariance(ringDegree, parts) / (10.5 + floodingSd ** 2));

/**
 * Bits of statistical flooding per released value: flooding of standard deviation 2^lambda sd / pi keeps two noises of
 * standard deviation `sd` at average distance 2^-lambda.
 */
export const statisticalBits = (floodingSd: number, hiddenSd: number): number =>
  Math.log2((Math.PI * floodingSd) / hiddenSd);
