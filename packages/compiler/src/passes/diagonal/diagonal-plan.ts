import { VelumError } from "@velum/protocol";
import type { BuiltPlan } from "../build-plan.ts";
import type { CheckedModel } from "../check-model.ts";
import { diagonalTargets } from "../choose-parameters.ts";
import { attempt, noStrong, type PlanDemands } from "../first-target.ts";
import type { PolynomialNetwork } from "../fit-activation.ts";
import { buildDiagonal } from "./build-diagonal.ts";
import { diagonalNetwork, networkLevels } from "./diagonal-network.ts";
import { FINER_BITS } from "./diagonal-scales.ts";
import type { LayerSplit } from "./layer-shape.ts";

/** One row through hidden layers with a key set: where `dot` cannot, or where it is asked for; or why not. */
export function diagonalPlan(
  { options }: CheckedModel,
  network: PolynomialNetwork,
  inputs: PlanDemands,
  errors: readonly number[],
  dotComputesIt: boolean,
): BuiltPlan | VelumError | string {
  if (dotComputesIt && !options.plans?.includes("diagonal")) return "dot computes one row without a key set";
  if (network.hidden === null) return "it is made for networks with a hidden layer";
  if (options.protection === "strong") return noStrong("diagonal");
  const layered = diagonalNetwork(network);
  const finerBits = layered.activations.some(({ kind }) => kind === "square") ? FINER_BITS : [0];
  const known = new Map<string, readonly LayerSplit[]>();
  let last: BuiltPlan | VelumError = noStrong("diagonal");
  for (const maxError of errors) {
    for (const target of diagonalTargets(networkLevels(layered))) {
      for (const late of [false, true]) {
        for (const finer of finerBits) {
          last = attempt(() => buildDiagonal(layered, late, target, { ...inputs, maxError }, finer, known));
          if (!(last instanceof VelumError)) return last;
        }
      }
    }
  }
  return last;
}
