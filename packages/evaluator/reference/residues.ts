import { type Context, createPoly, type Poly } from "@velum/ckks";

/** The first limb of polynomials, as an attacker computes with them: plain words modulo the first prime. */
export type Limb = Uint32Array<ArrayBuffer>;

export const firstLimb = ({ ring }: Context, poly: Poly<"ntt" | "coefficients">): Limb =>
  poly.residues.slice(0, ring.n);

/** Values at the roots of unity to coefficients. */
export const toCoefficients = (context: Context, limb: Limb): Limb => transform(context, limb, "intt");

/** Coefficients to values at the roots of unity. */
export const toValues = (context: Context, limb: Limb): Limb => transform(context, limb, "ntt");

function transform({ ring }: Context, limb: Limb, kernel: "ntt" | "intt"): Limb {
  return ring.engine.scoped((scope) => {
    const at = scope.load(limb);
    ring.kernels[kernel](at, ring.record(0));
    return ring.engine.store(at, ring.n);
  });
}

const wordwise =
  (operation: (a: bigint, b: bigint, q: bigint) => bigint) =>
  ({ ring }: Context, a: Limb, b: Limb): Limb => {
    const q = BigInt(ring.modulus(0));
    return a.map((x, i) => Number(((operation(BigInt(x), BigInt(b[i]!), q) % q) + q) % q));
  };

export const multiply: (context: Context, a: Limb, b: Limb) => Limb = wordwise((a, b) => a * b);
export const subtract: (context: Context, a: Limb, b: Limb) => Limb = wordwise((a, b) => a - b);
/** a / b; b has no zero. */
export const divide: (context: Context, a: Limb, b: Limb) => Limb = wordwise((a, b, q) => a * power(b, q - 2n, q));

function power(base: bigint, exponent: bigint, q: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * square) % q;
    square = (square * square) % q;
  }
  return result;
}

/** Residues as integers around zero. */
export const centred = ({ ring }: Context, limb: Limb): number[] =>
  Array.from(limb, (x) => (x > ring.modulus(0) / 2 ? x - ring.modulus(0) : x));

/** Small signed integers as residues. */
export const fromIntegers = ({ ring }: Context, values: ArrayLike<number>): Limb =>
  Uint32Array.from({ length: ring.n }, (_, i) => {
    const x = values[i] ?? 0;
    return x < 0 ? x + ring.modulus(0) : x;
  });

/** A polynomial of one limb, for objects of level 0. */
export const asPoly = <R extends "ntt" | "coefficients">(representation: R, limb: Limb): Poly<R> =>
  createPoly(representation, 1, limb);
