import { mod, power } from "./modular.ts";

/** Reverses the low `bits` bits of i. */
export function bitReverse(i: number, bits: number): number {
  return bits === 0 ? 0 : Number.parseInt(i.toString(2).padStart(bits, "0").split("").reverse().join(""), 2);
}

/** f(x) mod q by Horner. */
export function evaluate(f: readonly bigint[], x: bigint, q: bigint): bigint {
  return f.reduceRight((sum, c) => (sum * x + c) % q, 0n);
}

/** f at x^1, x^3, x^5, ... (n values, x of order 2n), by f(x) = even(x^2) + x odd(x^2). */
export function oddPowers(f: readonly bigint[], x: bigint, q: bigint): bigint[] {
  if (f.length === 1) return [f[0]!];
  const square = (x * x) % q;
  const half = f.length / 2;
  const even = oddPowers(
    f.filter((_, i) => i % 2 === 0),
    square,
    q,
  );
  const odd = oddPowers(
    f.filter((_, i) => i % 2 === 1),
    square,
    q,
  );
  const values: bigint[] = [];
  for (let i = 0, point = x; i < f.length; i++, point = (point * square) % q) {
    values.push((even[i % half]! + point * odd[i % half]!) % q);
  }
  return values;
}

/** Index i holds f(psi^(2 bitrev(i) + 1)). */
export function ntt(f: readonly bigint[], psi: bigint, q: bigint): bigint[] {
  const values = oddPowers(f, psi, q);
  const bits = Math.log2(f.length);
  return values.map((_, i) => values[bitReverse(i, bits)]!);
}

/** a * b mod (X^n + 1, q), coefficient by coefficient. */
export function negacyclicProduct(a: readonly bigint[], b: readonly bigint[], q: bigint): bigint[] {
  const n = a.length;
  const out = new Array<bigint>(n).fill(0n);
  a.forEach((x, i) => {
    b.forEach((y, j) => {
      const k = i + j;
      out[k % n] = mod(out[k % n]! + (k < n ? x * y : -x * y), q);
    });
  });
  return out;
}

/** The values of psi^exponent for a table that lists powers in bit-reversed order. */
export function bitReversedPowers(psi: bigint, n: number, q: bigint): bigint[] {
  return Array.from({ length: n }, (_, i) => power(psi, BigInt(bitReverse(i, Math.log2(n))), q));
}
