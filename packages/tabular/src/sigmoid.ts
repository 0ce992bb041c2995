/** 1 / (1 + e^-x). The exponential is taken of a negative number alone, so it neither overflows nor cancels. */
export function sigmoid(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}
