import type { PolynomialNetwork } from "./fit-activation.ts";
import type { Interval } from "./input-groups.ts";

/** Outputs as sums of squares of affine maps of the features. */
export interface SquareForm {
  readonly features: number;
  /** How many squares: one for each value of the hidden layer, whatever its weights (A9). */
  readonly squares: number;
  readonly outputs: number;
  /** squares x features, row by row. */
  readonly hidden: Float64Array;
  readonly hiddenBias: Float64Array;
  /** outputs x squares. Of a single output these are 1 and -1: the sizes are folded into the hidden rows. */
  readonly output: Float64Array;
  readonly outputBias: Float64Array;
  readonly folded: boolean;
  /** Of a single output. */
  readonly signs: readonly (1 | -1)[];
  /** Largest absolute value of each affine map, before it is squared. */
  readonly sizes: readonly number[];
}

/** a (z + shift)^2 + constant. */
interface Parabola {
  readonly a: number;
  readonly shift: number;
  readonly constant: number;
}

/** A parabola is bent at least this much: a line has its vertex nowhere. 1/128 of its slope, over the radius where it was fitted. */
const FLATTEST = 1 / 128;

/**
 * Completes squares: a z^2 + b z + c is a (z + b / 2a)^2 and a constant. Row k of the hidden layer is multiplied by a size g_k, so
 * that all squares count alike and a single output needs no weights at all (parameters, rule 8).
 */
export function squareForm({ features, outputs, hidden, output }: PolynomialNetwork): SquareForm {
  const { affine, neurons } = hidden!;
  const squares = neurons.length;
  const parabolas = neurons.map(({ polynomial, fitted }) => completeSquare(polynomial, fitted));
  const sizes = parabolas.map(({ a }, k) => {
    const most = Math.max(...Array.from({ length: outputs }, (_, c) => Math.abs(output.weights[c * squares + k]!)));
    return Math.sqrt(Math.abs(a) * most);
  });
  const rows = parabolas.map(({ a }, k) =>
    Array.from({ length: outputs }, (_, c) => safeRatio(output.weights[c * squares + k]! * a, sizes[k]! ** 2)),
  );
  return Object.freeze({
    features,
    squares,
    outputs,
    hidden: affine.weights.map((weight, i) => weight * sizes[Math.floor(i / features)]!),
    hiddenBias: affine.bias.map((bias, k) => (bias + parabolas[k]!.shift) * sizes[k]!),
    output: Float64Array.from({ length: outputs * squares }, (_, i) => rows[i % squares]![Math.floor(i / squares)]!),
    outputBias: output.bias.map((bias, c) =>
      parabolas.reduce((sum, { constant }, k) => sum + output.weights[c * squares + k]! * constant, bias),
    ),
    folded: outputs === 1,
    signs: rows.map(([first]) => (first! < 0 ? -1 : 1)),
    sizes: neurons.map(({ proven: { lo, hi } }, k) => {
      const { shift } = parabolas[k]!;
      return Math.max(Math.abs(lo + shift), Math.abs(hi + shift)) * sizes[k]!;
    }),
  });
}

function completeSquare(polynomial: Float64Array, { lo, hi }: Interval): Parabola {
  const [c = 0, b = 0, bend = 0] = polynomial;
  const radius = (hi - lo) / 2;
  const least = (Math.abs(b + bend * (lo + hi)) * FLATTEST) / radius;
  const a = Math.abs(bend) >= least ? bend : bend < 0 ? -least : least;
  if (a === 0) return { a: 0, shift: 0, constant: c };
  // The bend that was added, less its mean over the interval, is what it costs: at most 1/256 of the slope times the radius.
  const centre = (lo + hi) / 2;
  const slope = b - 2 * (a - bend) * centre;
  const constant = c + (a - bend) * (centre ** 2 - radius ** 2 / 2);
  return { a, shift: slope / (2 * a), constant: constant - slope ** 2 / (4 * a) };
}

const safeRatio = (numerator: number, denominator: number): number => (denominator === 0 ? 0 : numerator / denominator);
