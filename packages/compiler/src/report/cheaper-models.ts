import { countOperations, estimateCost, requiredKeys, trackLevels } from "@velum/protocol";
import type { BuiltPlan } from "../passes/build-plan.ts";
import { diagonalTargets, type Target } from "../passes/choose-parameters.ts";
import type { ChosenPlans } from "../passes/choose-plans.ts";
import { assembleDiagonal } from "../passes/diagonal/assemble-diagonal.ts";
import { chooseSplits, evaluationKeyBytes } from "../passes/diagonal/choose-splits.ts";
import {
  type DiagonalNetwork,
  degreeLevels,
  networkLevels,
  type SlotActivation,
  sizesOf,
} from "../passes/diagonal/diagonal-network.ts";
import { chooseDiagonalScales } from "../passes/diagonal/diagonal-scales.ts";
import { productTree } from "../passes/diagonal/product-tree.ts";
import { hiddenLayers, layerDegree, type PolynomialNetwork } from "../passes/fit-activation.ts";
import type { InputRanges } from "../passes/input-groups.ts";
import { fitsDot } from "../passes/plan-limits.ts";
import { KERNEL_RATES } from "./kernel-rates.ts";

/** A hint is given where another model of the same widths takes at most this share of the time. */
const SEVERAL_TIMES = 0.5;

/** Degrees of other activations that are worth retraining with. */
const OTHERS = [2, 3] as const;

/** What retraining with squares, or with a lower degree, would save; nothing where it would not be much. */
export function cheaperModels(
  { plans, approximation: { network } }: ChosenPlans,
  ranges: InputRanges,
): readonly string[] {
  const plan = plans.find(({ name }) => name === "diagonal");
  const degrees = hiddenLayers(network).map(layerDegree);
  if (plan === undefined || degrees.every((degree) => degree === 2)) return [];
  const now = costOf(plan.program, plan.target);
  const found = OTHERS.filter((degree) => degrees.some((own) => own > degree)).flatMap((degree) => {
    const other = cheaper(network, degree, ranges);
    return other !== null && other.microseconds <= SEVERAL_TIMES * now.microseconds
      ? [hint(degree, other, now, plan)]
      : [];
  });
  const keyFree = degrees.length === 1 && fitsDot(network.features, 2, network.outputs);
  return [
    ...found,
    ...(keyFree ? ["one hidden layer of squares is multiplied out in a plan dot, without any key set"] : []),
  ];
}

interface Cost {
  readonly microseconds: number;
  readonly keyBytes: number;
  readonly ringDegree: number;
}

function hint(degree: 2 | 3, other: Cost, now: Cost, { target }: BuiltPlan): string {
  const what = degree === 2 ? "squares" : "polynomials of degree 3";
  const ring =
    other.ringDegree === target.parameters.ringDegree
      ? ""
      : `, N=${other.ringDegree} instead of ${target.parameters.ringDegree}`;
  const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
  return `retrained with ${what} in its hidden layers, a row would take about ${inMilliseconds(other)} ms instead of ${inMilliseconds(now)}, and a key set of ${mebibytes(other.keyBytes)} MiB instead of ${mebibytes(now.keyBytes)}${ring}`;
}

const inMilliseconds = ({ microseconds }: Cost): string => (microseconds / 1000).toFixed(0);

/** The same layers with other activations between them; null where no preset has the levels. */
function cheaper(network: PolynomialNetwork, degree: 2 | 3, ranges: InputRanges): Cost | null {
  const layers = [...hiddenLayers(network).map(({ affine }) => affine), network.output];
  const activations = hiddenLayers(network).map(({ affine, ...layer }): SlotActivation => {
    const own = Math.min(degree, layerDegree({ affine, ...layer }));
    if (degreeLevels(own) === 1) return { kind: "square" };
    const coefficients = Array.from({ length: affine.outputs }, () => new Float64Array(own + 1));
    const outputs = coefficients.map(() => ({ lo: -1, hi: 1 }));
    return { kind: "polynomial", tree: productTree(own), coefficients, outputs };
  });
  const other: DiagonalNetwork = { layers, activations };
  const [target] = diagonalTargets(networkLevels(other));
  if (target === undefined) return null;
  const scales = chooseDiagonalScales({ bound: 1, maxError: 1 }, target);
  const sizes = sizesOf(other, ranges);
  const assemble = (splits: Parameters<typeof assembleDiagonal>[1]) =>
    assembleDiagonal(other, splits, scales, sizes, 1, target).program;
  return costOf(assemble(chooseSplits(other, target.parameters, false, assemble)), target);
}

function costOf(program: BuiltPlan["program"], { parameters }: Target): Cost {
  const states = trackLevels(program, parameters);
  const counts = countOperations(program, states, parameters);
  return {
    microseconds: estimateCost(counts, parameters.ringDegree, KERNEL_RATES),
    keyBytes: evaluationKeyBytes(requiredKeys(program, states), parameters),
    ringDegree: parameters.ringDegree,
  };
}
