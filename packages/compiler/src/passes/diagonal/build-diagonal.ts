import { nextPowerOfTwo } from "@velum/protocol";
import { type BuiltPlan, finish, type PlanInputs } from "../build-plan.ts";
import type { Target } from "../choose-parameters.ts";
import { encodedNorm } from "../encoded-norm.ts";
import { assembleDiagonal, diagonalTensors } from "./assemble-diagonal.ts";
import { chooseSplits } from "./choose-splits.ts";
import { type DiagonalNetwork, sizesOf } from "./diagonal-network.ts";
import { chooseDiagonalScales } from "./diagonal-scales.ts";
import type { LayerSplit } from "./layer-shape.ts";

/**
 * One row over all slots, through layers with squares or other polynomials between them, with a key set.
 * @param late - whether slots are added up before products are rescaled: more exact, dearer
 * @param finerBits - one of `FINER_BITS`
 * @param known - splits that were chosen before: scales and promises do not change them
 * @throws VelumError if this target does not hold it
 */
export function buildDiagonal(
  network: DiagonalNetwork,
  late: boolean,
  target: Target,
  inputs: PlanInputs,
  finerBits = 0,
  known: Map<string, readonly LayerSplit[]> = new Map(),
): BuiltPlan {
  const { layers } = network;
  const { bound } = inputs.range;
  const scales = chooseDiagonalScales({ ...inputs, bound }, target, finerBits);
  const sizes = sizesOf(network, inputs.ranges);
  const assemble = (splits: readonly LayerSplit[]) => assembleDiagonal(network, splits, scales, sizes, bound, target);
  const key = `${target.preset}/${target.inputLevel}/${late}`;
  const splits = known.get(key) ?? chooseSplits(network, target.parameters, late, (ways) => assemble(ways).program);
  known.set(key, splits);
  const { program, sizes: nodeSizes } = assemble(splits);
  const features = layers[0]!.inputs;
  const { repeat } = splits[0]!.shape;
  return finish("diagonal", program, diagonalTensors(network), target, inputs, {
    packing: Object.freeze({ kind: "diagonal", features, repeat, period: repeat * nextPowerOfTwo(features), rows: 1 }),
    roundingStep: scales.roundingStep,
    statisticalBits: 0,
    assumptions: { inputNorm: encodedNorm(inputs.ranges, 1), sizes: nodeSizes },
  });
}
