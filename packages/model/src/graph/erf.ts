const BEYOND_DOUBLE_PRECISION = 6;

/**
 * The error function, to about 1e-15: the series 7.6.2 of the Digital Library of Mathematical Functions, whose terms
 * are all positive; from 6 on erf is 1 in double precision.
 */
export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  if (Math.abs(x) >= BEYOND_DOUBLE_PRECISION) return Math.sign(x);
  const square = 2 * x * x;
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > Math.abs(sum) * 1e-17; odd += 2) {
    term *= square / odd;
    sum += term;
  }
  return ((2 * Math.exp(-x * x)) / Math.sqrt(Math.PI)) * sum;
}
