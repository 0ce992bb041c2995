import { power } from "./modular.ts";

function isPrime(q: number): boolean {
  if (q < 2 || q % 2 === 0) return q === 2;
  for (let d = 3; d * d <= q; d += 2) if (q % d === 0) return false;
  return true;
}

/** The largest prime of at most `below` that is 1 mod 2n; undefined if there is none. */
export function primeBelow(below: number, n: number): number | undefined {
  for (let q = below - ((below - 1) % (2 * n)); q > 2 * n; q -= 2 * n) if (isPrime(q)) return q;
  return undefined;
}

/** The smallest prime from `from` on that is 1 mod 2n. */
export function primeAbove(from: number, n: number): number {
  for (let q = Math.ceil((from - 1) / (2 * n)) * 2 * n + 1; ; q += 2 * n) if (isPrime(q)) return q;
}

/** A primitive 2n-th root of unity: any power that is -1 at n. */
export function primitiveRoot(q: number, n: number): number {
  const Q = BigInt(q);
  for (let g = 2n; ; g++) {
    const psi = power(g, (Q - 1n) / BigInt(2 * n), Q);
    if (power(psi, BigInt(n), Q) === Q - 1n) return Number(psi);
  }
}
