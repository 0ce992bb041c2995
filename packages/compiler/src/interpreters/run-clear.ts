import type { BundlePlan } from "@velum/protocol";
import { outputsOf, walkRow } from "./walk-row.ts";

/**
 * The outputs of a plan for one row in the clear, in float64: what the contract's promise is measured against. Of a network
 * with activations it is the network of their polynomials.
 *
 * @param x - the row behind the contract's preprocessing
 * @example const [logit] = runClear(bundle.plans[0], applyPreprocessing(contract.preprocessing, checkRow(contract.schema, row)));
 */
export const runClear = (plan: BundlePlan, x: Float64Array): Float64Array =>
  outputsOf(
    plan,
    walkRow(plan, x, (value) => value),
  );
