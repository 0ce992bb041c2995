/** Modular exponentiation for moduli below 2^32. Set-up only: kernels do the work on data. */
export function powMod(base: number, exponent: number, modulus: number): number {
  let result = 1n;
  let square = BigInt(base) % BigInt(modulus);
  const m = BigInt(modulus);
  for (let e = exponent; e > 0; e = Math.floor(e / 2)) {
    if (e % 2 === 1) result = (result * square) % m;
    square = (square * square) % m;
  }
  return Number(result);
}

/** a * b mod m for operands below 2^32. */
export const mulMod = (a: number, b: number, modulus: number): number =>
  Number((BigInt(a) * BigInt(b)) % BigInt(modulus));

/** The inverse of a modulo a prime. */
export const inverseMod = (a: number, prime: number): number => powMod(a % prime, prime - 2, prime);

/** Miller-Rabin with the bases 2, 3, 5, 7: deterministic below 3,215,031,751 (Jaeschke, Math. Comp. 61, 1993). */
export function isPrime(n: number): boolean {
  if (!Number.isSafeInteger(n) || n < 2) return false;
  for (const p of [2, 3, 5, 7]) if (n % p === 0) return n === p;
  let odd = n - 1;
  let twos = 0;
  for (; odd % 2 === 0; odd /= 2) twos++;
  return [2, 3, 5, 7].every((base) => !isWitness(base, n, odd, twos));
}

function isWitness(base: number, n: number, odd: number, twos: number): boolean {
  let x = powMod(base, odd, n);
  if (x === 1 || x === n - 1) return false;
  for (let i = 1; i < twos; i++) {
    x = mulMod(x, x, n);
    if (x === n - 1) return false;
  }
  return true;
}

/** The largest prime below 2^bits that is 1 mod 2N and not in `taken`, or undefined. `bits` need not be whole. */
export function largestNttPrime(bits: number, ringDegree: number, taken: ReadonlySet<number>): number | undefined {
  const step = 2 * ringDegree;
  const below = Math.ceil(2 ** bits) - 1;
  for (let q = below - ((below - 1) % step); q > step; q -= step) {
    if (!taken.has(q) && isPrime(q)) return q;
  }
  return undefined;
}

/**
 * The 2N-th root of unity that fixes the order of values in NTT form, on the wire too (docs/formats.md): the first of
 * x^((q-1)/2N), x = 2, 3, …, whose N-th power is -1.
 */
export function primitiveRoot(prime: number, ringDegree: number): number {
  for (let x = 2; x < prime; x++) {
    const psi = powMod(x, (prime - 1) / (2 * ringDegree), prime);
    if (powMod(psi, ringDegree, prime) === prime - 1) return psi;
  }
  throw new RangeError(`no primitive root: ${prime} is not an NTT prime for ring degree ${ringDegree}`);
}
