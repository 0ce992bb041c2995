import type { VelumError } from "@velum/protocol";
import type { BuiltPlan } from "../build-plan.ts";
import { deepColumnsTargets } from "../choose-parameters.ts";
import { diagonalNetwork } from "../diagonal/diagonal-network.ts";
import { bestPromiseFirst, firstOf, noStrong, type PlanDemands } from "../first-target.ts";
import type { PolynomialNetwork } from "../fit-activation.ts";
import { buildDeepColumns } from "./build-deep-columns.ts";

/** Many rows through several hidden layers of squares, with a relinearization key; or why not. */
export function deepColumnsPlan(
  network: PolynomialNetwork,
  inputs: PlanDemands,
  errors: readonly number[],
): BuiltPlan | VelumError | string {
  const squares = diagonalNetwork(network);
  if (squares.activations.some(({ kind }) => kind !== "square"))
    return "with several hidden layers it is made for polynomials of degree 2";
  if (inputs.protection === "strong") return noStrong("columns");
  const targets = deepColumnsTargets(squares.layers.length);
  if (targets.length === 0) return "no preset has levels for so many hidden layers in columns";
  return firstOf(bestPromiseFirst(errors, targets), inputs, (target, all) => buildDeepColumns(squares, target, all));
}
