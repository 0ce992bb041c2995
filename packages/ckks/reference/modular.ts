/** The obvious arithmetic that the kernels are measured against: BigInt, one value at a time. */

/** x mod q in [0, q), for any sign of x. */
export function mod(x: bigint, q: bigint): bigint {
  const r = x % q;
  return r < 0n ? r + q : r;
}

/** The representative of x mod q in (-q/2, q/2]. */
export function centred(x: bigint, q: bigint): bigint {
  const r = mod(x, q);
  return 2n * r > q ? r - q : r;
}

export function power(base: bigint, exponent: bigint, q: bigint): bigint {
  let result = 1n;
  for (let e = exponent, b = mod(base, q); e > 0n; e >>= 1n, b = (b * b) % q) if (e & 1n) result = (result * b) % q;
  return result;
}

/** x^-1 mod a prime q, by Fermat. */
export function inverse(x: bigint, q: bigint): bigint {
  return power(x, q - 2n, q);
}

export function product(factors: readonly bigint[]): bigint {
  return factors.reduce((a, b) => a * b, 1n);
}

/** The integer in [0, product) with the given residues: the Chinese remainder theorem as in a textbook. */
export function fromResidues(residues: readonly bigint[], primes: readonly bigint[]): bigint {
  const all = product(primes);
  let sum = 0n;
  primes.forEach((q, j) => {
    const rest = all / q;
    sum += residues[j]! * inverse(mod(rest, q), q) * rest;
  });
  return mod(sum, all);
}

/** floor(w 2^32 / q). */
export function shoupQuotient(w: number, q: number): number {
  return Number((BigInt(w) << 32n) / BigInt(q));
}

/** Applies a BigInt formula to every place of some limbs. */
export function mapWords(formula: (...at: bigint[]) => bigint, ...limbs: Uint32Array[]): Uint32Array {
  return limbs[0]!.map((_, i) => Number(formula(...limbs.map((limb) => BigInt(limb[i]!)))));
}
