import { needsKeySet } from "@velum/ckks";
import { refuse } from "../errors.ts";
import type { ReadyPlan } from "./ready-plan.ts";

/**
 * The plan for the next request, with `rows` rows still to be asked about: one with one-time keys if there is any, since then
 * nothing of a key is left to protect; of those the one that moves the fewest bytes, both ways, for each row that it takes; of equal ones the first in the contract. One row goes by `dot`, a handful share a ciphertext
 * by `dot-rows`, and some hundreds pay for the ciphertexts of `columns`. A server's work for a request grows with the
 * polynomials that it reads and writes, so with the same bytes.
 */
export function choosePlan(plans: readonly ReadyPlan[], rows: number): ReadyPlan {
  const bytesPerRow = ({ plan, bytes }: ReadyPlan): number =>
    (bytes.request + bytes.response) / Math.min(rows, plan.packing.rows);
  const oneTime = plans.filter(({ plan }) => !needsKeySet(plan.keys));
  return (oneTime.length > 0 ? oneTime : plans).reduce((best, next) =>
    bytesPerRow(next) < bytesPerRow(best) ? next : best,
  );
}

/** All plans, or the one that the caller names. @throws VelumClientError CLIENT_OPTION */
export function allowedPlans(plans: readonly ReadyPlan[], name: string | undefined): readonly ReadyPlan[] {
  if (name === undefined) return plans;
  const named = plans.filter(({ plan }) => plan.name === name);
  if (named.length > 0) return named;
  const names = plans.map(({ plan }) => plan.name);
  throw refuse("CLIENT_OPTION", "plan", `one of ${names.join(", ")}`, "another");
}
