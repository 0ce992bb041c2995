import { bunchParlett, type FormSquare } from "../polynomials/bunch-parlett.ts";
import { type InputRanges, sizeOf } from "./input-groups.ts";
import { jointSizes, type SquareForm } from "./square-form.ts";

/** A bundle holds 256 tensors, and each square has its own. */
const MOST_SQUARES = 128;

/** Multiply-accumulates of a form: two for each number that a square reads, about five for the square. */
const work = (reads: number, squares: number): number => 2 * reads + 5 * squares;

/**
 * The same output in fewer squares: sum_k s_k (w_k x + b_k)^2 is a quadratic form in n features, and any such form is one square with
 * the linear part and n squares whose k-th reads all but k - 1 of the features (Bunch and Parlett's L D L^T). 13-16-1 takes 14 squares of
 * 116 products instead of 16 of 208. How many squares there are and how many features each reads depends on n alone, never on a weight (A9, A12).
 * @param form - of one output
 * @returns the form itself where it takes less as it is
 */
export function reduceSquares(form: SquareForm, ranges: InputRanges): SquareForm {
  const { features, squares, outputs } = form;
  const reads = countReads(features);
  if (outputs !== 1 || features + 1 > MOST_SQUARES) return form;
  if (work(reads, features + 1) >= work(features * squares, squares)) return form;
  const sizes = ranges.intervals.map((interval) => sizeOf(interval) || 1);
  const { quadratic, linear, constant } = coefficients(form, sizes);
  // What the square of the linear part adds, (root + l x / root)^2 = l x * 2 + root^2 + (l x)^2 / root^2, is taken off the rest.
  const root = Math.sqrt(Math.hypot(...linear)) || 1;
  for (let i = 0; i < features; i++)
    for (let j = 0; j < features; j++) quadratic[i * features + j]! -= (linear[i]! * linear[j]!) / root ** 2;
  const all = Array.from({ length: features }, (_, j) => j);
  const first: FormSquare = { sign: 1, reads: all, weights: linear.map((value) => value / root) };
  const rows = [first, ...bunchParlett(quadratic, features)];
  const hidden = new Float64Array(rows.length * features);
  rows.forEach(({ reads: columns, weights }, k) => {
    columns.forEach((j, i) => {
      hidden[k * features + j] = weights[i]! / sizes[j]!;
    });
  });
  const hiddenBias = Float64Array.from(rows, (_, k) => (k === 0 ? root : 0));
  const reduced = { features, squares: rows.length, hidden, hiddenBias };
  return Object.freeze({
    ...form,
    ...reduced,
    reads: rows.map((row) => row.reads),
    output: Float64Array.from(rows, ({ sign }) => sign),
    outputBias: form.outputBias.map((bias) => bias + constant - root ** 2),
    signs: rows.map(({ sign }) => sign),
    sizes: jointSizes(reduced, ranges),
  });
}

/** Numbers that the squares of a reduced form read together. */
const countReads = (features: number): number =>
  Array.from({ length: features }, (_, k) => features - Math.max(0, k - 1)).reduce(
    (sum, reads) => sum + reads,
    features,
  );

/** The form in the features divided by their sizes: x^T quadratic x + 2 linear x + constant. */
function coefficients(
  { features, squares, hidden, hiddenBias, signs }: SquareForm,
  sizes: readonly number[],
): { readonly quadratic: Float64Array; readonly linear: Float64Array; readonly constant: number } {
  const [quadratic, linear] = [new Float64Array(features * features), new Float64Array(features)];
  let constant = 0;
  for (let k = 0; k < squares; k++) {
    const row = sizes.map((size, j) => size * hidden[k * features + j]!);
    const [sign, bias] = [signs[k]!, hiddenBias[k]!];
    constant += sign * bias ** 2;
    row.forEach((weight, i) => {
      linear[i]! += sign * weight * bias;
      for (let j = 0; j < features; j++) quadratic[i * features + j]! += sign * weight * row[j]!;
    });
  }
  return { quadratic, linear, constant };
}
