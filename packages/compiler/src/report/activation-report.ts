import type { Activation } from "../network/activation.ts";
import {
  evaluateNeuron,
  exactDegree,
  layerDegree,
  type Neuron,
  type PolynomialLayer,
} from "../passes/fit-activation.ts";
import { type Interval, intervalOf } from "../passes/input-groups.ts";
import type { ActivationReport, NeuronReport } from "./report.ts";

const CURVE_POINTS = 41;
const HISTOGRAM_PARTS = 20;
/** Points at which errors over an interval are looked for. */
const ERROR_POINTS = 257;

/** The fits of a hidden layer, drawn and judged. */
export function activationReport(activation: Activation, layer: PolynomialLayer): ActivationReport {
  const degree = layerDegree(layer);
  const exact = exactDegree(activation) === degree;
  return Object.freeze({
    name: activation.name,
    exact,
    degree,
    neurons: layer.neurons.map((neuron) => neuronReport(activation.evaluate, neuron, exact)),
  });
}

function neuronReport(f: (x: number) => number, neuron: Neuron, exact: boolean): NeuronReport {
  const { proven, fitted, seen, polynomial, basis = "powers" } = neuron;
  // An exact polynomial has no interval of its own: it is drawn where the data are, if there are any.
  const drawn = exact && seen.length > 0 ? intervalOf(seen) : fitted;
  return {
    proven,
    fitted,
    outside: seen.length === 0 ? null : seen.filter((z) => z < fitted.lo || z > fitted.hi).length / seen.length,
    coefficients: Array.from(polynomial),
    basis,
    error: exact ? null : errorsOf(f, neuron),
    curve: grid(drawn, CURVE_POINTS).map((x) => ({ x, activation: f(x), polynomial: evaluateNeuron(neuron, x) })),
    histogram: seen.length === 0 ? [] : histogram(seen, drawn),
  };
}

function errorsOf(f: (x: number) => number, neuron: Neuron): NonNullable<NeuronReport["error"]> {
  const { proven, fitted, seen } = neuron;
  const errors = (points: readonly number[]): number[] => points.map((x) => Math.abs(evaluateNeuron(neuron, x) - f(x)));
  const onData = errors(Array.from(seen));
  return {
    dataRms: Math.sqrt(onData.reduce((sum, error) => sum + error * error, 0) / onData.length),
    dataLargest: intervalOf(onData).hi,
    fittedLargest: Math.max(...errors(grid(fitted, ERROR_POINTS))),
    provenLargest: Math.max(...errors(grid(proven, ERROR_POINTS))),
  };
}

const grid = ({ lo, hi }: Interval, points: number): number[] =>
  Array.from({ length: points }, (_, i) => lo + ((hi - lo) * i) / (points - 1));

function histogram(values: Float64Array, { lo, hi }: Interval): number[] {
  const counts = new Array<number>(HISTOGRAM_PARTS).fill(0);
  for (const value of values) {
    const part = Math.floor(((value - lo) / (hi - lo || 1)) * HISTOGRAM_PARTS);
    counts[Math.min(HISTOGRAM_PARTS - 1, Math.max(0, part))]!++;
  }
  return counts;
}
