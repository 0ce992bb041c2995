import { bitReverse } from "./ntt.ts";

/** Coefficients of f(X^g) mod X^n + 1. */
export function automorphism(f: readonly bigint[], g: number, q: bigint): bigint[] {
  const n = f.length;
  const out = new Array<bigint>(n).fill(0n);
  f.forEach((c, i) => {
    const exponent = (i * g) % (2 * n);
    out[exponent % n] = exponent < n || c === 0n ? c : q - c;
  });
  return out;
}

/** Where value i of f(X^g) stands among the values of f: search for the exponent instead of inverting the order. */
export function galoisTable(g: number, n: number): number[] {
  const exponents = Array.from({ length: n }, (_, i) => 2 * bitReverse(i, Math.log2(n)) + 1);
  const place = new Map(exponents.map((e, i) => [e, i]));
  return exponents.map((e) => place.get((e * g) % (2 * n))!);
}
