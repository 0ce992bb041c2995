import type { Parameters } from "@velum/ckks";
import { type CoefficientConstant, constantCoefficients } from "./constant-coefficients.ts";
import { constantSlots, type SlotConstant } from "./constant-slots.ts";
import { keySwitchVariance } from "./key-switch-variance.ts";
import { ERROR_SD, zeroVariance } from "./mask-strength.ts";
import type { ConstantNode } from "./nodes/constant.ts";
import type { InnerProductNode } from "./nodes/inner-product.ts";
import type { LinearCombinationNode } from "./nodes/linear-combination.ts";
import type { ProtectNode } from "./nodes/protect.ts";
import type { RotateSumNode } from "./nodes/rotate-sum.ts";
import type { SumOfProductsNode } from "./nodes/sum-of-products.ts";
import type { Program, ProgramNode } from "./program.ts";
import { combinationWeights } from "./scalars.ts";
import type { Tensors } from "./tensor.ts";
import { modulusBitsAt, type NodeState } from "./track-levels.ts";
import { floodingDeviation, releaseFactor, valueOrder } from "./value-order.ts";

/** Where an error comes from. */
export type NoiseSource =
  | "encryption"
  | "input encoding"
  | "weight encoding"
  | "bias encoding"
  | "rescaling"
  | "key switching"
  | "zero"
  | "flooding"
  | "dropping"
  | "truncation";

/** Standard deviation of one coefficient's error by source, in the integers of the node's value; of slots see `valueNoise`. */
export type NoiseBudget = ReadonlyMap<NoiseSource, number>;

/** What the estimate assumes of inputs. */
export interface NoiseAssumptions {
  /** Layout `dot`: largest Euclidean norm of the values of one input, before scaling. */
  readonly inputNorm: number;
  /** Layouts `columns` and `diagonal`: how large the values of a node are, before scaling, as a root mean square or a bound. 0 if left out. */
  readonly sizes?: (node: number) => number;
}

/** Rounding to an integer: uniform on an interval of length one. */
const ROUNDING_VARIANCE = 1 / 12;

/**
 * Coefficient error of dropping a prime or truncating: rounding r_0 + r_1 s (+ r_2 s^2), whose parts have variances 1, 2N/3 and
 * 2 (2N/3)^2 twelfths.
 */
function droppingSd(ringDegree: number, parts: number): number {
  const weight = (2 * ringDegree) / 3;
  return Math.sqrt((1 + weight + (parts === 3 ? 2 * weight ** 2 : 0)) * ROUNDING_VARIANCE);
}

/**
 * The noise of every node of a program whose levels were tracked: variances of independent sources add. Averages over
 * keys; a single key is within 25 % of it. Formulas: docs/performance.md, section on precision.
 */
export function estimateNoise(
  program: Program,
  states: readonly NodeState[],
  tensors: Tensors,
  parameters: Parameters,
  assumptions: NoiseAssumptions,
): readonly NoiseBudget[] {
  const budgets: NoiseBudget[] = [];
  for (const node of program.nodes)
    budgets.push(noiseOf(node, { program, budgets, states, tensors, parameters, assumptions }));
  return budgets;
}

interface Walk {
  readonly program: Program;
  readonly budgets: readonly NoiseBudget[];
  readonly states: readonly NodeState[];
  readonly tensors: Tensors;
  readonly parameters: Parameters;
  readonly assumptions: NoiseAssumptions;
}

function noiseOf(node: ProgramNode, walk: Walk): NoiseBudget {
  switch (node.kind) {
    case "input":
      return new Map([
        ["encryption", ERROR_SD],
        ["input encoding", Math.sqrt(ROUNDING_VARIANCE)],
      ]);
    case "constant":
      return new Map();
    case "multiplyPlain":
      return multiplied(node.input, walk.program.nodes[node.constant] as ConstantNode, walk);
    case "addPlain":
      return plus(walk.budgets[node.input]!, "bias encoding", Math.sqrt(ROUNDING_VARIANCE));
    case "innerProduct":
      return innerProduct(node, walk);
    case "rotate":
      return switched(walk.budgets[node.input]!, walk.states[node.input]!.level, 1, walk);
    case "rotateSum":
      return rotatedSum(node, walk);
    case "relinearizeRescale": {
      const { level } = walk.states[node.input]!;
      return rescaled(switched(walk.budgets[node.input]!, level, 1, walk), level, walk);
    }
    case "linearCombination":
      return combined(node, walk);
    case "signedSum":
      return summed(node.inputs.map((input) => walk.budgets[input]!));
    case "addConstant":
      return plus(walk.budgets[node.input]!, "bias encoding", Math.sqrt(ROUNDING_VARIANCE) / slotFactor(walk));
    case "square":
      return squared(node.input, walk);
    case "sumOfProducts":
      return sumOfProducts(node, walk);
    case "dropLevel":
      return walk.budgets[node.input]!;
    case "rescale":
      return rescaled(walk.budgets[node.input]!, walk.states[node.input]!.level, walk);
    case "protect":
      return protectedNoise(node, walk);
    case "output":
      return walk.budgets[node.input]!;
  }
}

/** Every error passes all weights; the weights' own rounding meets the message. */
function multiplied(
  input: number,
  constant: ConstantNode,
  { budgets, states, tensors, parameters, assumptions }: Walk,
): NoiseBudget {
  const values = constantCoefficients(constant as CoefficientConstant, tensors, parameters.ringDegree);
  const norm = constant.scale * euclideanNorm(values);
  const message = states[input]!.scale * assumptions.inputNorm;
  return plus(divided(budgets[input]!, 1 / norm), "weight encoding", message * Math.sqrt(ROUNDING_VARIANCE));
}

/** Each input's error times its constant, of which slots are multiplied one by one; rounding as in `multiplied`. */
function innerProduct({ inputs, constants }: InnerProductNode, walk: Walk): NoiseBudget {
  const { slotCount } = walk.parameters;
  const budget = summed(
    inputs.map((input, k) => {
      const constant = walk.program.nodes[constants[k]!] as SlotConstant;
      const rms = euclideanNorm(constantSlots(constant, walk.tensors, slotCount)) / Math.sqrt(slotCount);
      return divided(walk.budgets[input]!, 1 / (constant.scale * rms));
    }),
  );
  const message = Math.hypot(...inputs.map((input) => walk.states[input]!.scale * sizeOf(walk, input)));
  return plus(budget, "weight encoding", message * Math.sqrt(ROUNDING_VARIANCE));
}

/** What key switching adds, for so many keys, before one division by P. */
function switched(budget: NoiseBudget, level: number, keys: number, { parameters }: Walk): NoiseBudget {
  const own = Math.sqrt(keys * keySwitchVariance(parameters, level));
  return plus(plus(budget, "key switching", own), "rescaling", droppingSd(parameters.ringDegree, 2));
}

function rescaled(budget: NoiseBudget, level: number, { parameters }: Walk): NoiseBudget {
  return plus(divided(budget, parameters.primes[level]!), "rescaling", droppingSd(parameters.ringDegree, 2));
}

/**
 * Rotations of one input add up coherently: the released subring, which all later weights have the period of, is invariant under
 * them, so that k terms leave k times the error there. Different inputs have independent errors.
 */
function rotatedSum({ inputs, steps, rescale }: RotateSumNode, walk: Walk): NoiseBudget {
  const { level } = walk.states[inputs[0]!]!;
  const distinct = [...new Set(inputs)];
  const terms = distinct.map((input) => {
    const count = inputs.filter((other) => other === input).length;
    return divided(walk.budgets[input]!, 1 / count);
  });
  const sum = switched(summed(terms), level, steps.filter((step) => step !== 0).length, walk);
  return rescale ? rescaled(sum, level, walk) : sum;
}

/** Each input's error times its number, and the numbers' own rounding times the values. */
function combined(node: LinearCombinationNode, walk: Walk): NoiseBudget {
  const weights = combinationWeights(node, walk.tensors, "linearCombination");
  const budget = summed(node.inputs.map((input, k) => divided(walk.budgets[input]!, 1 / (node.scale * weights[k]!))));
  const { scale } = walk.states[node.inputs[0]!]!;
  const message = scale * Math.hypot(...node.inputs.map((input) => sizeOf(walk, input)));
  return plus(budget, "weight encoding", (message * Math.sqrt(ROUNDING_VARIANCE)) / slotFactor(walk));
}

/** (m + e)^2 = m^2 + 2 m e + e^2, slot by slot, with e of deviation sqrt(N/2) times that of the coefficients. */
function squared(input: number, walk: Walk): NoiseBudget {
  const budget = walk.budgets[input]!;
  const message = walk.states[input]!.scale * sizeOf(walk, input);
  const own = totalNoise(budget) * slotFactor(walk) * Math.SQRT2;
  return divided(budget, 1 / Math.hypot(2 * message, own));
}

/** (a + e)(b + f) = ab + ae + bf + ef, for each pair; errors of different values taken as independent. */
function sumOfProducts({ lefts, rights, addend }: SumOfProductsNode, walk: Walk): NoiseBudget {
  const products = lefts.flatMap((left, k) => [timesValue(left, rights[k]!, walk), timesValue(rights[k]!, left, walk)]);
  return summed([...products, ...(addend === null ? [] : [walk.budgets[addend]!])]);
}

/** The error of one factor times the other one's value, and half of the product of both errors. */
function timesValue(factor: number, other: number, walk: Walk): NoiseBudget {
  const message = walk.states[other]!.scale * sizeOf(walk, other);
  const noise = totalNoise(walk.budgets[other]!) * slotFactor(walk) * Math.SQRT1_2;
  return divided(walk.budgets[factor]!, 1 / Math.hypot(message, noise));
}

/** How much larger an error is in a value than in a coefficient, before anything is released. */
const slotFactor = ({ program, parameters }: Walk): number =>
  valueOrder(program) === "slots" ? Math.sqrt(parameters.slotCount) : 1;

const sizeOf = ({ assumptions }: Walk, node: number): number => assumptions.sizes?.(node) ?? 0;

function protectedNoise(node: ProtectNode, { program, budgets, states, parameters }: Walk): NoiseBudget {
  const { ringDegree, primes } = parameters;
  const { level, scale, parts } = states[node.input]!;
  const zero = Math.sqrt(zeroVariance(ringDegree, parts === 3 ? 3 : 2) + ERROR_SD ** 2);
  let budget = plus(budgets[node.input]!, "zero", zero);
  budget = plus(budget, "flooding", floodingDeviation(program, node, scale, parameters));
  for (let dropped = level; dropped > node.outputLevel; dropped--) {
    budget = plus(divided(budget, primes[dropped]!), "dropping", droppingSd(ringDegree, parts));
  }
  if (node.modulusBits === null) return budget;
  const divisor = 2 ** (modulusBitsAt(parameters, node.outputLevel) - node.modulusBits);
  return plus(divided(budget, divisor), "truncation", droppingSd(ringDegree, parts));
}

/** Independent errors: variances add, source by source. */
function summed(budgets: readonly NoiseBudget[]): NoiseBudget {
  const none: NoiseBudget = new Map();
  return budgets.reduce((sum, budget) => [...budget].reduce((to, [source, sd]) => plus(to, source, sd), sum), none);
}

const euclideanNorm = (values: Float64Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

const divided = (budget: NoiseBudget, divisor: number): NoiseBudget =>
  new Map(Array.from(budget, ([source, sd]) => [source, sd / divisor]));

const plus = (budget: NoiseBudget, source: NoiseSource, sd: number): NoiseBudget =>
  new Map([...budget, [source, Math.hypot(budget.get(source) ?? 0, sd)]]);

/** Standard deviation of all sources together. */
export const totalNoise = (budget: NoiseBudget): number => Math.hypot(...budget.values());

/** Standard deviation of the error of one released value, a coefficient or a slot, in its integers, all sources together. */
export function valueNoise(program: Program, parameters: Parameters, budget: NoiseBudget): number {
  const end = program.nodes.find((node): node is ProtectNode => node.kind === "protect");
  return totalNoise(budget) * (end === undefined ? 1 : releaseFactor(program, end, parameters));
}
