import fc from "fast-check";
import { expect, test } from "vitest";
import { bunchParlett } from "./bunch-parlett.ts";

/** Symmetric matrices of any rank and sign, with entries that are zero, and some on the diagonal alone or beside it alone. */
const forms = fc.integer({ min: 1, max: 12 }).chain((variables) =>
  fc.record({
    variables: fc.constant(variables),
    entries: fc.array(fc.oneof(fc.constant(0), fc.integer({ min: -999, max: 999 })), {
      minLength: variables * variables,
      maxLength: variables * variables,
    }),
    kept: fc.constantFrom("all", "diagonal", "beside", "rank one"),
  }),
);

function matrixOf({
  variables: n,
  entries,
  kept,
}: typeof forms extends fc.Arbitrary<infer T> ? T : never): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n].sort((a, b) => a - b) as [number, number];
    if (kept === "rank one") return entries[i]! * entries[j]!;
    if (kept !== "all" && (kept === "diagonal") !== (i === j)) return 0;
    return entries[i * n + j]!;
  });
}

test("the squares add up to the form, none much larger than it", () => {
  fc.assert(
    fc.property(forms, (form) => {
      const n = form.variables;
      const matrix = matrixOf(form);
      const sum = new Float64Array(n * n);
      const largest = matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      for (const { sign, reads, weights } of bunchParlett(matrix, n)) {
        reads.forEach((i, a) => {
          reads.forEach((j, b) => {
            sum[i * n + j]! += sign * weights[a]! * weights[b]!;
          });
        });
        // A step lets what is left grow 2.57 times at most; a pivot's square is at most 6 times as large.
        expect(weights.reduce((most, weight) => Math.max(most, weight ** 2), 0)).toBeLessThanOrEqual(
          6 * 2.57 ** (n - 1) * largest,
        );
      }
      sum.forEach((value, at) => {
        expect(Math.abs(value - matrix[at]!)).toBeLessThanOrEqual(1e-10 * largest);
      });
    }),
    { numRuns: 300 },
  );
});

test("how many variables each square reads is the same for every form of a size", () => {
  fc.assert(
    fc.property(forms, (form) => {
      const n = form.variables;
      const reads = bunchParlett(matrixOf(form), n).map((square) => square.reads);
      expect(reads.map((list) => list.length)).toEqual(Array.from({ length: n }, (_, k) => n - Math.max(0, k - 1)));
      for (const list of reads) expect(new Set(list).size).toBe(list.length);
    }),
    { numRuns: 100 },
  );
});
