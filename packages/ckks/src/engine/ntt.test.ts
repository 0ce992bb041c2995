import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { KernelMemory } from "../../reference/kernel-memory.ts";
import { inverse, power } from "../../reference/modular.ts";
import * as reference from "../../reference/ntt.ts";
import { primeBelow } from "../../reference/primes.ts";
import { primes, residues, ringDegrees, seeds } from "../../reference/shapes.ts";
import { nttTableWords } from "./kernel-exports.ts";

const memory = await KernelMemory.create();
const { kernels } = memory;
beforeEach(() => memory.reset());

const big = (a: ArrayLike<number>): bigint[] => Array.from(a, BigInt);
const plain = (a: readonly bigint[]): number[] => a.map(Number);
const shapes = ringDegrees.chain((n) => fc.tuple(fc.constant(n), primes(n), seeds));

function check(n: number, q: number, input: Uint32Array): void {
  memory.reset();
  const { m, psi } = memory.putNtt(q, n);
  const a = memory.putWords(input);
  kernels.ntt(a, m);
  expect(memory.words(a, n)).toEqual(Uint32Array.from(plain(reference.ntt(big(input), psi, BigInt(q)))));
  kernels.intt(a, m);
  expect(memory.words(a, n)).toEqual(input);
  expect(memory.intact).toBe(true);
}

test("ntt is evaluation at the odd powers of psi, intt its inverse", () => {
  fc.assert(fc.property(shapes, ([n, q, seed]) => check(n, q, residues(seed, n, q))));
});

test.each([2048, 4096, 8192, 16384, 32768])("ntt and intt at ring degree %i, 30 and 22 bits", (n) => {
  for (const bits of [30, 22]) {
    const q = primeBelow(2 ** bits, n)!;
    check(n, q, residues(n, n, q));
  }
});

test("inputs that keep every lazy value at its maximum", () => {
  for (const n of [8, 16, 32, 64, 128, 4096, 8192]) {
    const q = primeBelow(2 ** 30, n)!;
    check(n, q, new Uint32Array(n).fill(q - 1));
    check(
      n,
      q,
      Uint32Array.from({ length: n }, (_, i) => (i < n / 2 ? q - 1 : 0)),
    );
    check(
      n,
      q,
      Uint32Array.from({ length: n }, (_, i) => (i % 2 ? q - 1 : 0)),
    );
  }
});

test("the reference itself: the fast form is Horner's value at psi^(2 bitrev(i) + 1)", () => {
  const [n, q] = [32, BigInt(primeBelow(2 ** 20, 32)!)];
  const { psi } = memory.putNtt(Number(q), n);
  const f = big(residues(1, n, Number(q)));
  reference.ntt(f, psi, q).forEach((value, i) => {
    const point = power(psi, BigInt(2 * reference.bitReverse(i, 5) + 1), q);
    expect(value).toBe(reference.evaluate(f, point, q));
  });
});

test("a product of values is the negacyclic product", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(8, 16, 32, 64).chain((n) => fc.tuple(fc.constant(n), primes(n), seeds)),
      ([n, q, seed]) => {
        memory.reset();
        const { m } = memory.putNtt(q, n);
        const [x, y] = [residues(seed, n, q), residues(seed ^ 1, n, q)];
        const [a, b] = [memory.putWords(x), memory.putWords(y)];
        kernels.ntt(a, m);
        kernels.ntt(b, m);
        kernels.multiply(a, a, b, n, m);
        kernels.intt(a, m);
        expect(Array.from(memory.words(a, n))).toEqual(plain(reference.negacyclicProduct(big(x), big(y), BigInt(q))));
      },
    ),
  );
});

test("intt alone takes any reduced values", () => {
  fc.assert(
    fc.property(shapes, ([n, q, seed]) => {
      memory.reset();
      const { m, psi } = memory.putNtt(q, n);
      const values = residues(seed, n, q);
      const a = memory.putWords(values);
      kernels.intt(a, m);
      const coefficients = big(memory.words(a, n));
      expect(kernels.allBelow(a, n, q)).toBe(1);
      expect(plain(reference.ntt(coefficients, psi, BigInt(q)))).toEqual(Array.from(values));
    }),
  );
});

test("initModulus fills words 0 to 8", () => {
  fc.assert(
    fc.property(
      ringDegrees.chain((n) => fc.tuple(fc.constant(n), primes(n))),
      ([n, q]) => {
        memory.reset();
        const [N, Q, word] = [BigInt(n), BigInt(q), 1n << 32n];
        const inverseN = inverse(N, Q);
        const m = memory.putModulus(q, n);
        expect(plain(big(memory.words(m, 9)))).toEqual(
          plain([
            Q,
            2n * Q,
            N,
            BigInt(Math.log2(n)),
            word - power(Q, 2n ** 31n - 1n, word),
            word % Q,
            word ** 2n % Q,
            inverseN,
            (inverseN * word) / Q,
          ]),
        );
      },
    ),
  );
});

test("initNtt writes powers in bit-reversed order, their quotients, and where they are", () => {
  const n = 64;
  const q = primeBelow(2 ** 29, n)!;
  const m = memory.putModulus(q, n);
  const tables = memory.allocate(4 * nttTableWords(n));
  const { psi } = memory.putNtt(q, n);
  kernels.initNtt(m, tables, Number(psi));
  expect(Array.from(memory.words(m, 13)).slice(9)).toEqual([0, 1, 2, 3].map((k) => tables + 4 * n * k));
  const roots = reference.bitReversedPowers(psi, n, BigInt(q));
  const inverses = reference.bitReversedPowers(inverse(psi, BigInt(q)), n, BigInt(q));
  const quotients = (row: bigint[]): bigint[] => row.map((w) => (w << 32n) / BigInt(q));
  const expected = [roots, quotients(roots), inverses, quotients(inverses)];
  // Place 0 is never read by a transform.
  for (let k = 0; k < 4; k++) {
    expect(Array.from(memory.words(tables + 4 * n * k, n)).slice(1)).toEqual(plain(expected[k]!).slice(1));
  }
});
