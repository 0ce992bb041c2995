import type { Parameters } from "@velum/ckks";
import { constantCoefficients } from "./constant-coefficients.ts";
import { ERROR_SD, zeroVariance } from "./mask-strength.ts";
import type { ConstantNode } from "./nodes/constant.ts";
import type { ProtectNode } from "./nodes/protect.ts";
import type { Program, ProgramNode } from "./program.ts";
import type { Tensors } from "./tensor.ts";
import { modulusBitsAt, type NodeState } from "./track-levels.ts";

/** Where an error comes from. */
export type NoiseSource =
  | "encryption"
  | "input encoding"
  | "weight encoding"
  | "bias encoding"
  | "rescaling"
  | "zero"
  | "flooding"
  | "dropping"
  | "truncation";

/** Standard deviation of one coefficient's error by source, in the integers of the node's value. */
export type NoiseBudget = ReadonlyMap<NoiseSource, number>;

/** What the estimate assumes of inputs. */
export interface NoiseAssumptions {
  /** Largest Euclidean norm of the values of one input, before scaling. */
  readonly inputNorm: number;
}

/** Rounding to an integer: uniform on an interval of length one. */
const ROUNDING_VARIANCE = 1 / 12;

/** Coefficient error of dropping a prime or truncating, 2 parts: sqrt((1 + 2N/3) / 12). */
const droppingSd = (ringDegree: number): number => Math.sqrt((1 + (2 * ringDegree) / 3) * ROUNDING_VARIANCE);

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
    case "rescale": {
      const divisor = walk.parameters.primes[walk.states[node.input]!.level]!;
      return plus(divided(walk.budgets[node.input]!, divisor), "rescaling", droppingSd(walk.parameters.ringDegree));
    }
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
  const norm = constant.scale * euclideanNorm(constantCoefficients(constant, tensors, parameters.ringDegree));
  const message = states[input]!.scale * assumptions.inputNorm;
  return plus(divided(budgets[input]!, 1 / norm), "weight encoding", message * Math.sqrt(ROUNDING_VARIANCE));
}

function protectedNoise(node: ProtectNode, { budgets, states, parameters }: Walk): NoiseBudget {
  const { ringDegree, primes } = parameters;
  const { level, scale } = states[node.input]!;
  let budget = plus(budgets[node.input]!, "zero", Math.sqrt(zeroVariance(ringDegree) + ERROR_SD ** 2));
  budget = plus(budget, "flooding", node.flooding * scale);
  for (let dropped = level; dropped > node.outputLevel; dropped--) {
    budget = plus(divided(budget, primes[dropped]!), "dropping", droppingSd(ringDegree));
  }
  if (node.modulusBits === null) return budget;
  const divisor = 2 ** (modulusBitsAt(parameters, node.outputLevel) - node.modulusBits);
  return plus(divided(budget, divisor), "truncation", droppingSd(ringDegree));
}

const euclideanNorm = (values: Float64Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

const divided = (budget: NoiseBudget, divisor: number): NoiseBudget =>
  new Map(Array.from(budget, ([source, sd]) => [source, sd / divisor]));

const plus = (budget: NoiseBudget, source: NoiseSource, sd: number): NoiseBudget =>
  new Map([...budget, [source, Math.hypot(budget.get(source) ?? 0, sd)]]);

/** Standard deviation of all sources together. */
export const totalNoise = (budget: NoiseBudget): number => Math.hypot(...budget.values());
