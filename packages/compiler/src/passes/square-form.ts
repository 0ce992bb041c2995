import { expandPolynomial } from "./expand-polynomial.ts";
import type { Neuron, PolynomialNetwork } from "./fit-activation.ts";
import { affineInterval, type InputRanges, sizeOf } from "./input-groups.ts";
import { fitsMonomials } from "./plan-limits.ts";
import { proveRange } from "./prove-range.ts";

/** Outputs as sums of squares of affine maps of the features. */
export interface SquareForm {
  readonly features: number;
  /** How many squares: one for each value of the hidden layer, whatever its weights (A9). */
  readonly squares: number;
  readonly outputs: number;
  /** squares x features, row by row. */
  readonly hidden: Float64Array;
  readonly hiddenBias: Float64Array;
  /** The features that each square reads, whose weights are not all zero; null where each reads all. */
  readonly reads: readonly (readonly number[])[] | null;
  /** outputs x squares. Of a single output these are 1 and -1: the sizes are folded into the hidden rows. */
  readonly output: Float64Array;
  readonly outputBias: Float64Array;
  readonly folded: boolean;
  /** Of a single output. */
  readonly signs: readonly (1 | -1)[];
  /**
   * How large the affine maps are before they are squared, as far as errors go: no row that the schema admits makes the sum of
   * their squares, each times that of its error, larger than with these.
   */
  readonly sizes: readonly number[];
}

/** a (z + shift)^2 + constant. */
interface Parabola {
  readonly a: number;
  readonly shift: number;
  readonly constant: number;
}

/**
 * Completes squares: a z^2 + b z + c is a (z + b / 2a)^2 and a constant. Row k of the hidden layer is multiplied by a size g_k, so
 * that all squares count alike and a single output needs no weights at all (parameters, rule 8).
 */
export function squareForm({ features, outputs, hidden, output }: PolynomialNetwork, ranges: InputRanges): SquareForm {
  const { affine, neurons } = hidden!;
  const squares = neurons.length;
  const parabolas = neurons.map(({ polynomial }) => completeSquare(polynomial));
  const sizes = parabolas.map(({ a }, k) => {
    const most = Math.max(...Array.from({ length: outputs }, (_, c) => Math.abs(output.weights[c * squares + k]!)));
    return Math.sqrt(Math.abs(a) * most);
  });
  const rows = parabolas.map(({ a }, k) =>
    Array.from({ length: outputs }, (_, c) => safeRatio(output.weights[c * squares + k]! * a, sizes[k]! ** 2)),
  );
  const folded = {
    hidden: affine.weights.map((weight, i) => weight * sizes[Math.floor(i / features)]!),
    hiddenBias: affine.bias.map((bias, k) => (bias + parabolas[k]!.shift) * sizes[k]!),
  };
  return Object.freeze({
    features,
    squares,
    outputs,
    ...folded,
    reads: null,
    output: Float64Array.from({ length: outputs * squares }, (_, i) => rows[i % squares]![Math.floor(i / squares)]!),
    outputBias: output.bias.map((bias, c) =>
      parabolas.reduce((sum, { constant }, k) => sum + output.weights[c * squares + k]! * constant, bias),
    ),
    folded: outputs === 1,
    signs: rows.map(([first]) => (first! < 0 ? -1 : 1)),
    sizes: jointSizes({ features, squares, ...folded }, ranges),
  });
}

function completeSquare(polynomial: Float64Array): Parabola {
  const [c = 0, b = 0, a = 0] = polynomial;
  if (a === 0) return { a, shift: 0, constant: c };
  return { a, shift: b / (2 * a), constant: c - b ** 2 / (4 * a) };
}

const safeRatio = (numerator: number, denominator: number): number => (denominator === 0 ? 0 : numerator / denominator);

/**
 * The largest values of all maps do not come in one row. The error of a square is its map's value times that map's error, which
 * follows the norm of its weights: so the sum of squares of value times norm, a quadratic form, is bounded as a whole.
 */
export function jointSizes(
  { features, squares, hidden, hiddenBias }: Pick<SquareForm, "features" | "squares" | "hidden" | "hiddenBias">,
  ranges: InputRanges,
): readonly number[] {
  const rows = Array.from({ length: squares }, (_, k) => hidden.subarray(k * features, (k + 1) * features));
  const proven = rows.map((row, k) => affineInterval(row, hiddenBias[k]!, ranges));
  const weights = rows.map((row) => row.reduce((sum, weight) => sum + weight ** 2, 0));
  const apart = proven.reduce((sum, interval, k) => sum + weights[k]! * sizeOf(interval) ** 2, 0);
  if (apart === 0 || !fitsMonomials(features, 2)) return proven.map(sizeOf);
  const neurons = proven.map((interval): Neuron => {
    return { proven: interval, fitted: interval, seen: new Float64Array(), polynomial: Float64Array.of(0, 0, 1) };
  });
  const affine = { kind: "affine", inputs: features, outputs: squares, weights: hidden, bias: hiddenBias } as const;
  const output = {
    kind: "affine",
    inputs: squares,
    outputs: 1,
    weights: Float64Array.from(weights),
    bias: Float64Array.of(0),
  } as const;
  const form = { features, outputs: 1, degree: 2, hidden: { affine, neurons }, middle: [], output };
  const together = proveRange(form, expandPolynomial(form), ranges).largest;
  const share = Math.sqrt(Math.min(1, together / apart));
  return proven.map((interval) => sizeOf(interval) * share);
}
