import type { VelumError } from "@velum/protocol";
import { type BuiltPlan, columnsPacking, finish, type PlanInputs } from "../build-plan.ts";
import { POLYNOMIAL_COLUMNS, type Target } from "../choose-parameters.ts";
import { encodedNorm } from "../encoded-norm.ts";
import { bestPromiseFirst, firstOf, noStrong, type PlanDemands } from "../first-target.ts";
import { layerDegree, type PolynomialNetwork } from "../fit-activation.ts";
import { affineInterval, sizeOf } from "../input-groups.ts";
import { assemblePolynomialColumns, polynomialColumnsTensors } from "./assemble-polynomial-columns.ts";
import { choosePolynomialColumnsScales } from "./polynomial-columns-scales.ts";
import { type QuarticNetwork, quarticNetwork } from "./quartic-network.ts";

/** Many rows through one hidden layer of polynomials of degree 3 or 4, with a relinearization key; or why not. */
export function polynomialColumnsPlan(
  { hidden, output }: PolynomialNetwork,
  inputs: PlanDemands,
  errors: readonly number[],
): BuiltPlan | VelumError | string {
  const degree = layerDegree(hidden!);
  if (degree > 4) return `columns hold one hidden layer of polynomials up to degree 4, not ${degree}`;
  if (inputs.protection === "strong") return noStrong("columns");
  const network = quarticNetwork(hidden!, output);
  const trials = bestPromiseFirst(errors, POLYNOMIAL_COLUMNS);
  return firstOf(trials, inputs, (target, all) => build(network, target, all));
}

/** @throws VelumError if this target does not hold it */
function build(network: QuarticNetwork, target: Target, inputs: PlanInputs): BuiltPlan {
  const { ranges, range, maxError } = inputs;
  const { bound } = range;
  const scales = choosePolynomialColumnsScales({ bound, maxError }, target);
  const { inputs: features, outputs: width, weights, bias } = network.layer;
  const sizes = {
    inputs: ranges.intervals.map(sizeOf),
    values: Array.from({ length: width }, (_, k) =>
      sizeOf(affineInterval(weights.subarray(k * features, (k + 1) * features), bias[k]!, ranges)),
    ),
  };
  const { program, sizes: nodeSizes } = assemblePolynomialColumns(network, scales, sizes, bound, target);
  return finish("columns", program, polynomialColumnsTensors(network), target, inputs, {
    packing: columnsPacking(features, "slots", target.parameters.slotCount),
    roundingStep: scales.roundingStep,
    statisticalBits: 0,
    assumptions: { inputNorm: encodedNorm(ranges, 1), sizes: nodeSizes },
  });
}
