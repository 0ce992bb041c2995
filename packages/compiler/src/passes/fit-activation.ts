import { VelumError } from "@velum/protocol";
import type { Activation } from "../network/activation.ts";
import type { AffineLayer } from "../network/layers.ts";
import { evaluateSeries, seriesRange } from "../polynomials/chebyshev.ts";
import { fitPolynomial } from "../polynomials/fit-polynomial.ts";
import { type Coefficients, evaluate, polynomialRange } from "../polynomials/polynomial.ts";
import { affineInterval, type InputRanges, type Interval, intervalOf } from "./input-groups.ts";
import type { LayeredNetwork } from "./layered-network.ts";

/** A network whose hidden layers apply a polynomial of its own to each of their values. */
export interface PolynomialNetwork {
  readonly features: number;
  readonly outputs: number;
  /** Of the whole network in its features: 1 without a hidden layer. */
  readonly degree: number;
  readonly hidden: PolynomialLayer | null;
  /** Further hidden layers. */
  readonly middle: readonly PolynomialLayer[];
  readonly output: AffineLayer;
}

/** An affine map, and a polynomial for each of its values, all of one degree. */
export interface PolynomialLayer {
  readonly affine: AffineLayer;
  readonly neurons: readonly Neuron[];
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
  /** What the coefficients belong to: Chebyshev polynomials over `fitted`, at degrees where powers lose digits; powers if left out. */
  readonly basis?: "chebyshev";
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
 * Replaces the activation of a single hidden layer by polynomials of a degree: exactly where it is one, else fitted value by value.
 * @param rows - the range data as the layer reads it
 * @throws VelumError COMPILE_RANGE_DATA for an activation that is no polynomial, without range data
 */
export function fitActivation(
  { features, outputs, hidden, output }: LayeredNetwork,
  ranges: InputRanges,
  rows: readonly Float64Array[],
  degree: number,
): PolynomialNetwork {
  const middle: readonly PolynomialLayer[] = Object.freeze([]);
  if (hidden === null) return Object.freeze({ features, outputs, degree: 1, hidden: null, middle, output });
  const { affine, activation } = hidden;
  const exact = exactPolynomial(activation, degree);
  if (exact === undefined) checkRows(rows, activation);
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
    degree,
    hidden: { affine, neurons: Object.freeze(neurons) },
    middle,
    output,
  });
}

/** @throws VelumError COMPILE_RANGE_DATA */
export function checkRows(rows: ArrayLike<unknown>, { name }: Activation): void {
  if (rows.length > 0) return;
  throw new VelumError("COMPILE_RANGE_DATA", {
    argument: "rangeData",
    expected: `rows that show where ${name} is used, to approximate it there`,
    got: "none",
  });
}

/** The activation itself, where it is a polynomial of this degree. */
export function exactPolynomial(activation: Activation, degree: number): Coefficients | undefined {
  if (exactDegree(activation) !== degree) return undefined;
  return activation.name === "square" ? Float64Array.of(0, 0, 1) : Float64Array.from(activation.coefficients);
}

/** Least radius of an interval: a value that hardly changes, or never, needs no more digits than others. */
const LEAST_RADIUS = 2 ** -10;

/** An interval, or a little more of one that is hardly any. */
export function widened({ lo, hi }: Interval): Interval {
  const centre = (lo + hi) / 2;
  return { lo: Math.min(lo, centre - LEAST_RADIUS), hi: Math.max(hi, centre + LEAST_RADIUS) };
}

/** The values seen with a margin, and a little room for a value that never changes; never more than is possible. */
export function withMargin(seen: Float64Array, proven: Interval): Interval {
  const { lo: least, hi: most } = intervalOf(seen);
  const room = Math.max(MARGIN * (most - least), 0.01 * (proven.hi - proven.lo), 1e-9);
  return widened({
    lo: Math.max(least - room, Math.min(proven.lo, least)),
    hi: Math.min(most + room, Math.max(proven.hi, most)),
  });
}

/**
 * A parabola that is bent by at least 1/128 of its slope over the radius where it was fitted, and others as they are: a line has
 * its vertex nowhere, and plans of columns complete the square. What is bent more loses its mean over the interval: at most 1/256
 * of slope times radius changes.
 */
export function bent(polynomial: Coefficients, { lo, hi }: Interval): Coefficients {
  if (polynomial.length !== 3) return polynomial;
  const [constant, slope, bend] = polynomial as unknown as readonly [number, number, number];
  const [centre, radius] = [(lo + hi) / 2, (hi - lo) / 2];
  const least = (Math.abs(slope + 2 * bend * centre) * FLATTEST) / radius;
  if (Math.abs(bend) >= least) return polynomial;
  const more = (bend < 0 ? -least : least) - bend;
  // more ((x - centre)^2 - radius^2 / 2)
  return Float64Array.of(constant + more * (centre ** 2 - radius ** 2 / 2), slope - 2 * more * centre, bend + more);
}

/** Degree of the polynomials of a layer. */
export const layerDegree = ({ neurons }: PolynomialLayer): number => neurons[0]!.polynomial.length - 1;

/** Its hidden layers, from the first to the last. */
export const hiddenLayers = ({ hidden, middle }: PolynomialNetwork): readonly PolynomialLayer[] =>
  hidden === null ? [] : [hidden, ...middle];

/** The polynomial of a hidden value, at one number. */
export const evaluateNeuron = ({ polynomial, basis, fitted }: Neuron, z: number): number =>
  basis === undefined ? evaluate(polynomial, z) : evaluateSeries({ interval: fitted, coefficients: polynomial }, z);

/** All that it makes of the numbers of its proven interval. */
export const neuronRange = ({ polynomial, basis, fitted, proven }: Neuron): Interval =>
  basis === undefined
    ? polynomialRange(polynomial, proven)
    : seriesRange({ interval: fitted, coefficients: polynomial }, proven);

/** The outputs for one row of features. */
export function runPolynomial({ hidden, middle, output }: PolynomialNetwork, x: Float64Array): Float64Array {
  const layers = hidden === null ? [] : [hidden, ...middle];
  const values = layers.reduce(runPolynomialLayer, x);
  return runAffine(output, values);
}

/** What a hidden layer with polynomials makes of its inputs. */
export const runPolynomialLayer = (x: Float64Array, { affine, neurons }: PolynomialLayer): Float64Array =>
  runAffine(affine, x).map((z, k) => evaluateNeuron(neurons[k]!, z));

/** The outputs of the network itself. */
export function runLayered({ hidden, middle, output }: LayeredNetwork, x: Float64Array): Float64Array {
  const layers = hidden === null ? [] : [hidden, ...middle];
  const values = layers.reduce(
    (from, { affine, activation }) => runAffine(affine, from).map((z) => activation.evaluate(z)),
    x,
  );
  return runAffine(output, values);
}

export const runAffine = ({ weights, bias, inputs }: AffineLayer, x: Float64Array): Float64Array =>
  bias.map((sum, row) => {
    let total = sum;
    for (let i = 0; i < inputs; i++) total += weights[row * inputs + i]! * x[i]!;
    return total;
  });
