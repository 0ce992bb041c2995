import {
  estimateNoise,
  type NoiseBudget,
  type NoiseSource,
  type Packing,
  releaseFactor,
  type VerifiedProgram,
  valueOrder,
} from "@velum/protocol";
import { type Arithmetic, interpret } from "./interpret.ts";
import { packRows, unpackRows } from "./pack-rows.ts";
import { seededNormal } from "./seeded-normal.ts";

/** What a simulation is repeated by. */
export interface SimulateOptions {
  /** An integer from 0 to 2^32 - 1. */
  readonly seed: number;
}

/**
 * Runs a program with the errors of encryption, without encryption: numbers of the model rounded at their scales, noise of the
 * estimated deviation added where it arises. Its rms is within a factor of two of the measured; slots have longer tails.
 * @returns the outputs of each row, not rounded to the promise's step
 * @example simulate(plan.program, plan.summary.packing, rows, { seed: 1 })
 */
export function simulate(
  verified: VerifiedProgram,
  packing: Packing,
  rows: readonly Float64Array[],
  { seed }: SimulateOptions,
): readonly Float64Array[] {
  const inputs = packRows(packing, rows, verified.parameters.ringDegree);
  return unpackRows(packing, interpret(verified, inputs, noisyArithmetic(verified, seed)), rows.length);
}

function noisyArithmetic(verified: VerifiedProgram, seed: number): Arithmetic {
  const normal = seededNormal(seed);
  const deviations = addedNoise(verified);
  return {
    encode: (values, scale) => values.map((value) => Math.round(value * scale) / scale),
    disturb: (values, node) => {
      const deviation = deviations[node]!;
      return deviation === 0 ? values : values.map((value) => value + deviation * normal());
    },
  };
}

/** For each node, the deviation of what it adds to its value, in units of the value. */
function addedNoise({ program, states, tensors, parameters }: VerifiedProgram): readonly number[] {
  const budgets = estimateNoise(program, states, tensors, parameters, { inputNorm: 0 });
  const slots = valueOrder(program) === "slots" ? Math.sqrt(parameters.slotCount) : 1;
  return program.nodes.map((node, id) => {
    const [own, { scale }] = [budgets[id]!, states[id]!];
    switch (node.kind) {
      case "input":
        return (slots * rootOf(own, ["encryption", "input encoding"])) / scale;
      case "rescale":
      case "rotate":
      case "relinearizeRescale": {
        const divisor = states[node.input]!.scale / scale;
        return (slots * grown(own, rootOf(budgets[node.input]!, SWITCHING) / divisor)) / scale;
      }
      case "rotateSum": {
        const divisor = states[node.inputs[0]!]!.scale / scale;
        const counts = [...new Set(node.inputs)].map((input) => {
          const count = node.inputs.filter((other) => other === input).length;
          return count * rootOf(budgets[input]!, SWITCHING);
        });
        return (slots * grown(own, Math.hypot(...counts) / divisor)) / scale;
      }
      case "protect":
        return (
          (releaseFactor(program, node, parameters) * rootOf(own, ["zero", "flooding", "dropping", "truncation"])) /
          scale
        );
      default:
        return 0;
    }
  });
}

/** What levels and keys add. */
const SWITCHING: readonly NoiseSource[] = ["rescaling", "key switching"];

/** What a node adds to what it found. */
const grown = (own: NoiseBudget, before: number): number =>
  Math.sqrt(Math.max(0, rootOf(own, SWITCHING) ** 2 - before ** 2));

const rootOf = (budget: NoiseBudget, sources: readonly NoiseSource[]): number =>
  Math.hypot(...sources.map((source) => budget.get(source) ?? 0));
