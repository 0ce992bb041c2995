import { VelumError } from "@velum/protocol";
import type { BuiltPlan } from "../build-plan.ts";
import type { CheckedModel } from "../check-model.ts";
import { diagonalTargets } from "../choose-parameters.ts";
import { attempt, noStrong, type PlanDemands } from "../first-target.ts";
import { firstDegree, type PolynomialNetwork } from "../fit-activation.ts";
import { buildDiagonal } from "./build-diagonal.ts";
import { squareNetwork } from "./diagonal-network.ts";
import { FINER_BITS } from "./diagonal-scales.ts";

/** One row through squares with a key set: where `dot` cannot, or where it is asked for; or why not. */
export function diagonalPlan(
  { options }: CheckedModel,
  network: PolynomialNetwork,
  inputs: PlanDemands,
  errors: readonly number[],
  dotComputesIt: boolean,
): BuiltPlan | VelumError | string {
  if (dotComputesIt && !options.plans?.includes("diagonal")) return "dot computes one row without a key set";
  if (network.hidden === null || firstDegree(network) !== 2)
    return "it is made for hidden layers of polynomials of degree 2";
  if (options.protection === "strong") return noStrong("diagonal");
  const squares = squareNetwork(network, inputs.ranges);
  let last: BuiltPlan | VelumError = noStrong("diagonal");
  for (const maxError of errors) {
    for (const target of diagonalTargets(squares.layers.length)) {
      for (const late of [false, true]) {
        for (const finer of FINER_BITS) {
          last = attempt(() => buildDiagonal(squares, late, target, { ...inputs, maxError }, finer));
          if (!(last instanceof VelumError)) return last;
        }
      }
    }
  }
  return last;
}
