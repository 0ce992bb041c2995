/**
 * Both engines at about the same total modulus (all primes, special ones included), within the 128-bit limit that each
 * library enforces. Velum uses 30-bit primes, so more of them.
 */
export interface OpsParameters {
  readonly ringDegree: number;
  readonly velum: {
    readonly modulusBits: readonly number[];
    readonly specialBits: readonly number[];
    readonly scaleBits: number;
  };
  readonly seal: { readonly bits: readonly number[]; readonly scaleBits: number };
}

export const OPS_PARAMETERS: readonly OpsParameters[] = [
  {
    ringDegree: 4096,
    velum: { modulusBits: [30, 23, 23], specialBits: [30], scaleBits: 23 },
    seal: { bits: [38, 30, 38], scaleBits: 30 },
  },
  {
    ringDegree: 8192,
    velum: { modulusBits: [28, 28, 28, 28, 28], specialBits: [30, 30], scaleBits: 28 },
    seal: { bits: [60, 40, 40, 60], scaleBits: 40 },
  },
  {
    ringDegree: 16384,
    velum: { modulusBits: Array.from({ length: 10 }, () => 30), specialBits: [30, 30], scaleBits: 30 },
    seal: { bits: [60, 40, 40, 40, 40, 40, 40, 60], scaleBits: 40 },
  },
];

/** Values in (-1, 1), the same for both engines. */
export const testValues = (count: number, phase: number): Float64Array<ArrayBuffer> =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(i * 0.7 + phase));

/** Largest absolute difference; throws above the limit, so that a wrong operation is never timed. */
export function worstError(
  got: ArrayLike<number>,
  expected: (index: number) => number,
  count: number,
  limit: number,
): number {
  let worst = 0;
  for (let i = 0; i < count; i++) worst = Math.max(worst, Math.abs(got[i]! - expected(i)));
  if (!(worst <= limit)) throw new Error(`wrong answer: error ${worst}, limit ${limit}`);
  return worst;
}
