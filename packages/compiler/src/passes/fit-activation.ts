import { VelumError } from "@velum/protocol";
import type { Activation } from "../network/activation.ts";
import type { AffineLayer } from "../network/layers.ts";
import { fitPolynomial } from "../polynomials/fit-polynomial.ts";
import { type Coefficients, evaluate } from "../polynomials/polynomial.ts";
import { affineInterval, type InputRanges, type Interval, intervalOf } from "./input-groups.ts";
import type { ShallowNetwork } from "./one-hidden-layer.ts";

/** A network whose first hidden layer, if it has one, applies a polynomial of its own to each of its values; later ones square. */
export interface PolynomialNetwork {
  readonly features: number;
  readonly outputs: number;
  /** Of the whole network in its features: 1 without a hidden layer. */
  readonly degree: number;
  readonly hidden: { readonly affine: AffineLayer; readonly neurons: readonly Neuron[] } | null;
  /** Further hidden layers: affine maps whose every value is squared. */
  readonly middle: readonly AffineLayer[];
  readonly output: AffineLayer;
}

/** What one value of the hidden layer can be, and what becomes of it. */
export interface Neuron {
  /** Over all rows that the schema admits: proved. */
  readonly proven: Interval;
  /** Where the polynomial was fitted: the values of the range data with a margin. The proven interval if it is exact. */
  readonly fitted: Interval;
  /** In the range data; empty without. */
  readonly seen: Float64Array;
  readonly polynomial: Coefficients;
}

/** What is added to the values of the range data at each end, as a share of their distance. */
const MARGIN = 0.25;

/** Least bend of a fitted parabola, as a share of its slope over the radius of the interval. */
const FLATTEST = 1 / 128;

/** Degree of an activation that is a polynomial; undefined for others. */
export function exactDegree({ name, coefficients }: Activation): number | undefined {
  if (name === "square") return 2;
  return name === "polynomial" ? coefficients.length - 1 : undefined;
}

/**
 * Replaces the activation by polynomials of a degree: exactly where it is one, else fitted value by value.
 * @param rows - the range data as the layer reads it
 * @throws VelumError COMPILE_RANGE_DATA for an activation that is no polynomial, without range data
 */
export function fitActivation(
  { features, outputs, hidden, middle, output }: ShallowNetwork,
  ranges: InputRanges,
  rows: readonly Float64Array[],
  degree: number,
): PolynomialNetwork {
  if (hidden === null) return Object.freeze({ features, outputs, degree: 1, hidden: null, middle, output });
  const { affine, activation } = hidden;
  const exact = exactPolynomial(activation, degree);
  if (exact === undefined && rows.length === 0) {
    throw new VelumError("COMPILE_RANGE_DATA", {
      argument: "rangeData",
      expected: `rows that show where ${activation.name} is used, to approximate it there`,
      got: "none",
    });
  }
  const neurons = Array.from({ length: affine.outputs }, (_, k): Neuron => {
    const weights = affine.weights.subarray(k * features, (k + 1) * features);
    const proven = affineInterval(weights, affine.bias[k]!, ranges);
    const seen = Float64Array.from(rows, (x) => weights.reduce((sum, w, j) => sum + w * x[j]!, affine.bias[k]!));
    if (exact !== undefined) return Object.freeze({ proven, fitted: proven, seen, polynomial: exact });
    const fitted = withMargin(seen, proven);
    const polynomial = bent(fitPolynomial(activation.evaluate, fitted, Array.from(seen), degree), fitted);
    return Object.freeze({ proven, fitted, seen, polynomial });
  });
  return Object.freeze({
    features,
    outputs,
    degree: degree * 2 ** middle.length,
    hidden: { affine, neurons: Object.freeze(neurons) },
    middle,
    output,
  });
}

function exactPolynomial(activation: Activation, degree: number): Coefficients | undefined {
  if (exactDegree(activation) !== degree) return undefined;
  return activation.name === "square" ? Float64Array.of(0, 0, 1) : Float64Array.from(activation.coefficients);
}

/** The values seen with a margin, and a little room for a value that never changes; never more than is possible. */
function withMargin(seen: Float64Array, proven: Interval): Interval {
  const { lo: least, hi: most } = intervalOf(seen);
  const room = Math.max(MARGIN * (most - least), 0.01 * (proven.hi - proven.lo), 1e-9);
  return {
    lo: Math.max(least - room, Math.min(proven.lo, least)),
    hi: Math.min(most + room, Math.max(proven.hi, most)),
  };
}

/**
 * A parabola that is bent by at least 1/128 of its slope over the radius where it was fitted, and others as they are: a line has
 * its vertex nowhere, and plans of columns complete the square. What is bent more loses its mean over the interval: at most 1/256
 * of slope times radius changes.
 */
function bent(polynomial: Coefficients, { lo, hi }: Interval): Coefficients {
  if (polynomial.length !== 3) return polynomial;
  const [constant, slope, bend] = polynomial as unknown as readonly [number, number, number];
  const [centre, radius] = [(lo + hi) / 2, (hi - lo) / 2];
  const least = (Math.abs(slope + 2 * bend * centre) * FLATTEST) / radius;
  if (Math.abs(bend) >= least) return polynomial;
  const more = (bend < 0 ? -least : least) - bend;
  // more ((x - centre)^2 - radius^2 / 2)
  return Float64Array.of(constant + more * (centre ** 2 - radius ** 2 / 2), slope - 2 * more * centre, bend + more);
}

/** Degree of the polynomials of the first hidden layer; the later ones double it. */
export const firstDegree = ({ degree, middle }: PolynomialNetwork): number => degree / 2 ** middle.length;

/** The outputs for one row of features. */
export function runPolynomial({ hidden, middle, output }: PolynomialNetwork, x: Float64Array): Float64Array {
  if (hidden === null) return runAffine(output, x);
  const values = runAffine(hidden.affine, x).map((z, k) => evaluate(hidden.neurons[k]!.polynomial, z));
  return runAffine(output, runSquares(middle, values));
}

/** The outputs of the network itself. */
export function runShallow({ hidden, middle, output }: ShallowNetwork, x: Float64Array): Float64Array {
  if (hidden === null) return runAffine(output, x);
  return runAffine(output, runSquares(middle, runAffine(hidden.affine, x).map(hidden.activation.evaluate)));
}

const runSquares = (middle: readonly AffineLayer[], values: Float64Array): Float64Array =>
  middle.reduce((x, layer) => runAffine(layer, x).map((z) => z * z), values);

const runAffine = ({ weights, bias, inputs }: AffineLayer, x: Float64Array): Float64Array =>
  bias.map((sum, row) => {
    let total = sum;
    for (let i = 0; i < inputs; i++) total += weights[row * inputs + i]! * x[i]!;
    return total;
  });
