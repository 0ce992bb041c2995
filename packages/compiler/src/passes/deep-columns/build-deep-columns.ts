import { type BuiltPlan, columnsPacking, finish, type PlanInputs } from "../build-plan.ts";
import type { Target } from "../choose-parameters.ts";
import { encodedNorm } from "../encoded-norm.ts";
import { affineInterval, type InputRanges, type Interval, sizeOf } from "../input-groups.ts";
import { affineIntervals, squared } from "../prove-range.ts";
import { assembleDeepColumns, deepColumnsTensors } from "./assemble-deep-columns.ts";
import { chooseDeepColumnsScales } from "./deep-columns-scales.ts";
import { foldLastSquares, type SquareLayers } from "./fold-last-squares.ts";

/**
 * One column a ciphertext, rows in slots, several layers of squares, with a relinearization key.
 * @throws VelumError if this target does not hold it
 */
export function buildDeepColumns(network: SquareLayers, target: Target, inputs: PlanInputs): BuiltPlan {
  const { ranges, range } = inputs;
  const { bound } = range;
  const folded = foldLastSquares(network);
  const { layers } = folded;
  const [first, output] = [layers[0]!, layers.at(-1)!];
  const demands = { bound, maxError: inputs.maxError, squares: output.inputs, folded: folded.signs !== null };
  const scales = chooseDeepColumnsScales(layers.length, demands, target);
  const sizes = {
    inputs: ranges.intervals.map(sizeOf),
    layers: layerSizes(folded, ranges),
  };
  const { program, sizes: nodeSizes } = assembleDeepColumns(folded, scales, sizes, bound, target);
  return finish("columns", program, deepColumnsTensors(folded), target, inputs, {
    packing: columnsPacking(first.inputs, "slots", target.parameters.slotCount),
    roundingStep: scales.roundingStep,
    statisticalBits: 0,
    assumptions: { inputNorm: encodedNorm(ranges, 1), sizes: nodeSizes },
  });
}

/** Largest absolute values of each layer, before its squares: interval arithmetic. */
function layerSizes({ layers }: SquareLayers, ranges: InputRanges): readonly (readonly number[])[] {
  let values: readonly Interval[] = [];
  return layers.map((layer, k) => {
    const { inputs, outputs, weights, bias } = layer;
    const own =
      k > 0
        ? affineIntervals(layer, values)
        : Array.from({ length: outputs }, (_, row) =>
            affineInterval(weights.subarray(row * inputs, (row + 1) * inputs), bias[row]!, ranges),
          );
    values = own.map(squared);
    return own.map(sizeOf);
  });
}
