/** The integer nearest to x, ties to even, exactly. |x| < 2^52. */
export function roundHalfEven(x: number): bigint {
  const floor = Math.floor(x);
  const rest = x - floor;
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  return BigInt(floor) + (up ? 1n : 0n);
}
