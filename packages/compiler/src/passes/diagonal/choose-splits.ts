import type { Parameters } from "@velum/ckks";
import {
  countOperations,
  estimateCost,
  type Program,
  type RequiredKeys,
  requiredKeys,
  trackLevels,
} from "@velum/protocol";
import { KERNEL_RATES } from "../../report/kernel-rates.ts";
import type { DiagonalNetwork } from "./diagonal-network.ts";
import { type LayerSplit, layerShape, repetitions, splitsOf } from "./layer-shape.ts";

/** Microseconds of an answer that a MiB of keys is worth: a second to upload ten, shared by 500 answers. */
const MICROSECONDS_PER_MIB = 200;

/** Bytes of the evaluation keys of a program, without headers: one polynomial a digit, over the primes of its level and P. */
export function evaluationKeyBytes({ relinearization, rotations }: RequiredKeys, parameters: Parameters): number {
  const { ringDegree, primes, specialPrimes } = parameters;
  const bits = (all: readonly number[]): number => all.reduce((sum, q) => sum + Math.ceil(Math.log2(q)), 0);
  const key = (level: number): number => {
    const digits = Math.ceil((level + 1) / specialPrimes.length);
    return (digits * ringDegree * (bits(primes.slice(0, level + 1)) + bits(specialPrimes))) / 8;
  };
  const levels = [...rotations.map(({ level }) => level), ...(relinearization === null ? [] : [relinearization])];
  return levels.reduce((sum, level) => sum + key(level), 0);
}

/**
 * The cheapest way to compute each layer: time of one answer and its share of the upload of keys, which layers may have in
 * common. Ways are compared layer by layer, in turn, until none gets better.
 * @param assemble - the program for the splits of all layers
 */
export function chooseSplits(
  { layers }: Pick<DiagonalNetwork, "layers">,
  parameters: Parameters,
  late: boolean,
  assemble: (splits: readonly LayerSplit[]) => Program,
): readonly LayerSplit[] {
  const choices = layers.map(({ outputs, inputs }, k) => {
    const repeats = k === 0 ? repetitions(outputs, inputs, parameters.slotCount) : [1];
    return repeats.flatMap((repeat) => splitsOf(layerShape(outputs, inputs, repeat), late));
  });
  const cost = (splits: readonly LayerSplit[]): number => costOf(assemble(splits), parameters);
  let best = choices.map((ways) => ways[0]!);
  let least = cost(best);
  for (let better = true; better; ) {
    better = false;
    for (const [k, ways] of choices.entries()) {
      for (const way of ways) {
        const other = best.with(k, way);
        const costs = cost(other);
        if (costs < least) [best, least, better] = [other, costs, true];
      }
    }
  }
  return best;
}

function costOf(program: Program, parameters: Parameters): number {
  const states = trackLevels(program, parameters);
  const time = estimateCost(countOperations(program, states, parameters), parameters.ringDegree, KERNEL_RATES);
  const keys = evaluationKeyBytes(requiredKeys(program, states), parameters);
  return time + (keys / 2 ** 20) * MICROSECONDS_PER_MIB;
}
