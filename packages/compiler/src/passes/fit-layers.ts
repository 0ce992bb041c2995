import type { Activation } from "../network/activation.ts";
import { fitPolynomial, fitSeries, nodeWeight } from "../polynomials/fit-polynomial.ts";
import { type Coefficients, substituteLine } from "../polynomials/polynomial.ts";
import {
  bent,
  checkRows,
  exactPolynomial,
  type Neuron,
  neuronRange,
  type PolynomialLayer,
  type PolynomialNetwork,
  runAffine,
  runPolynomialLayer,
  widened,
  withMargin,
} from "./fit-activation.ts";
import { affineInterval, type InputRanges, type Interval, intervalOf } from "./input-groups.ts";
import type { LayeredNetwork } from "./layered-network.ts";
import { affineIntervals } from "./prove-range.ts";

/**
 * How many times as wide as the values seen an interval may be where a polynomial is fitted. Interval proofs of a second layer are
 * two to five times too wide (measured on the fixtures); where one is wider than this, a polynomial over all of it would be good for
 * nothing where the data are.
 */
const WIDEST = 16;

/**
 * Replaces the activations of all hidden layers by polynomials, layer by layer: each is fitted to the values that the polynomials
 * before it give, over the whole interval that is proved for them, with most weight where the range data are.
 * @param degrees - one for each hidden layer; exactly the activation's where it is a polynomial
 * @throws VelumError COMPILE_RANGE_DATA for an activation that is no polynomial, without range data
 */
export function fitLayers(
  { features, outputs, hidden, middle, output }: LayeredNetwork,
  ranges: InputRanges,
  rows: readonly Float64Array[],
  degrees: readonly number[],
): PolynomialNetwork {
  const layers: PolynomialLayer[] = [];
  let values = rows;
  [hidden!, ...middle].forEach(({ affine, activation }, k) => {
    const before = layers.at(-1);
    const proven =
      before === undefined
        ? Array.from({ length: affine.outputs }, (_, row) =>
            affineInterval(affine.weights.subarray(row * features, (row + 1) * features), affine.bias[row]!, ranges),
          )
        : affineIntervals(affine, before.neurons.map(neuronRange));
    const sums = values.map((x) => runAffine(affine, x));
    const neurons = proven.map((interval, row) =>
      fitNeuron(
        activation,
        degrees[k]!,
        interval,
        Float64Array.from(sums, (z) => z[row]!),
      ),
    );
    const layer = Object.freeze({ affine, neurons: Object.freeze(neurons) });
    layers.push(layer);
    values = values.map((x) => runPolynomialLayer(x, layer));
  });
  const [first, ...later] = layers;
  return Object.freeze({
    features,
    outputs,
    degree: degrees.reduce((product, degree) => product * degree, 1),
    hidden: first!,
    middle: Object.freeze(later),
    output,
  });
}

function fitNeuron(activation: Activation, degree: number, proven: Interval, seen: Float64Array): Neuron {
  const exact = exactPolynomial(activation, degree);
  if (exact !== undefined) {
    if (degree === 2) return Object.freeze({ proven, fitted: proven, seen, polynomial: exact });
    const fitted = widened(proven);
    return Object.freeze({ proven, fitted, seen, polynomial: asSeries(exact, fitted), basis: "chebyshev" });
  }
  checkRows(seen, activation);
  if (degree === 2) {
    const fitted = withMargin(seen, proven);
    const polynomial = bent(fitPolynomial(activation.evaluate, fitted, Array.from(seen), degree), fitted);
    return Object.freeze({ proven, fitted, seen, polynomial });
  }
  const fitted = domainOf(seen, proven);
  const polynomial = fitSeries(
    activation.evaluate,
    fitted,
    Array.from(seen),
    degree,
    nodeWeight(degree + 1, seen.length),
  );
  return Object.freeze({ proven, fitted, seen, polynomial, basis: "chebyshev" });
}

/** The proven interval, as far as it is not too wide for a polynomial. */
function domainOf(seen: Float64Array, proven: Interval): Interval {
  const data = withMargin(seen, proven);
  const { lo, hi } = intervalOf(seen);
  const room = ((WIDEST - 1) / 2) * (hi - lo);
  return widened({
    lo: Math.min(data.lo, Math.max(proven.lo, lo - room)),
    hi: Math.max(data.hi, Math.min(proven.hi, hi + room)),
  });
}

/** A polynomial in powers as a Chebyshev series over an interval. */
export function asSeries(polynomial: Coefficients, { lo, hi }: Interval): Coefficients {
  const powers = substituteLine(polynomial, (hi - lo) / 2, (hi + lo) / 2);
  // u^k = u u^(k-1), and u T_k = (T_k+1 + T_|k-1|) / 2.
  let power = new Float64Array(powers.length);
  power[0] = 1;
  const series = new Float64Array(powers.length);
  for (const coefficient of powers) {
    power.forEach((value, k) => {
      series[k]! += coefficient * value;
    });
    const next = new Float64Array(powers.length);
    power.forEach((value, k) => {
      if (k + 1 < next.length) next[k + 1]! += k === 0 ? value : value / 2;
      if (k > 0) next[k - 1]! += value / 2;
    });
    power = next;
  }
  return series;
}
