import { type Disclosure, VelumError } from "@velum/protocol";
import { type BuiltPlan, buildLinearColumns, buildSquareColumns } from "./build-plan.ts";
import type { CheckedModel } from "./check-model.ts";
import { targetsOf } from "./choose-parameters.ts";
import { deepColumnsPlan } from "./deep-columns/deep-columns-plan.ts";
import type { LinearForm } from "./expand-polynomial.ts";
import { bestPromiseFirst, firstOf, type PlanDemands, smallestTargetFirst } from "./first-target.ts";
import type { PolynomialNetwork } from "./fit-activation.ts";
import { polynomialColumnsPlan } from "./polynomial-columns/polynomial-columns-plan.ts";
import { reduceSquares } from "./reduce-squares.ts";
import { squareForm } from "./square-form.ts";

/**
 * A column a ciphertext, if requests of so many rows may be answered (A2); or why not. Squares take a ring twice as large and as
 * dear for a bit of precision, so there a smaller ring goes before the better promise.
 */
export function columnsPlan(
  { options, features }: CheckedModel,
  network: PolynomialNetwork,
  form: LinearForm | null,
  inputs: PlanDemands,
  errors: readonly number[],
  disclosure: Disclosure,
): BuiltPlan | VelumError | string {
  const plan = planOf(network, form, inputs, errors);
  if (plan instanceof VelumError || typeof plan === "string") return plan;
  const { rows } = plan.summary.packing;
  if (rows < disclosure.answersThatDetermine || options.allowModelDisclosure) return plan;
  return new VelumError("COMPILE_DISCLOSURE", {
    argument: "allowModelDisclosure",
    expected: `true, since ${rows} rows of one request answer more than the ${disclosure.answersThatDetermine} that determine the model's ${features} features`,
    got: "false",
  });
}

function planOf(
  network: PolynomialNetwork,
  form: LinearForm | null,
  inputs: PlanDemands,
  errors: readonly number[],
): BuiltPlan | VelumError | string {
  if (network.middle.length > 0) return deepColumnsPlan(network, inputs, errors);
  return network.degree > 2
    ? polynomialColumnsPlan(network, inputs, errors)
    : keyFreePlan(network, form, inputs, errors);
}

/** A linear model, or one hidden layer of squares: nothing is relinearized. */
function keyFreePlan(
  network: PolynomialNetwork,
  form: LinearForm | null,
  inputs: PlanDemands,
  errors: readonly number[],
): BuiltPlan | VelumError {
  const squares = network.hidden === null ? null : reduceSquares(squareForm(network, inputs.ranges), inputs.ranges);
  const targets = targetsOf("columns", network.degree, inputs.protection);
  const trials = squares === null ? bestPromiseFirst(errors, targets) : smallestTargetFirst(errors, targets);
  return firstOf(trials, inputs, (target, all) =>
    squares === null ? buildLinearColumns(form!, target, all) : buildSquareColumns(squares, target, all),
  );
}
