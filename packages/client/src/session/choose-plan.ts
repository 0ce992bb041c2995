import { needsKeySet } from "@velum/ckks";
import { refuse } from "../errors.ts";
import type { ReadyPlan } from "./ready-plan.ts";

/** Rows that a key set is taken to serve at least: whoever asks about one row will ask about others. */
const ROWS_PER_KEY_SET = 16;
/** Rows of separate requests that share a key set at most, as `answersPerKey` has it. */
const MOST_ROWS_PER_KEY_SET = 500;

/** How many times fewer bytes a plan with a key set must move to go before one with one-time keys. */
const WORTH_A_KEY_SET = 10;

/**
 * The plan for the next request, with `rows` rows still to be asked about: the one that moves the fewest bytes, both ways, for each row
 * that it takes; of equal ones the first in the contract. One row goes by `dot`, a handful share a ciphertext by `dot-rows`, and some
 * hundreds pay for the ciphertexts of `columns`. A server's work for a request grows with the polynomials that it reads and writes, so
 * with the same bytes.
 *
 * One-time keys go first, since then nothing of a key is left to protect: a plan with a key set must move ten times fewer bytes. The key
 * set counts too, shared by the rows that will use it: a row or two go by `diagonal`, whose keys are large and whose requests small,
 * more by `columns`, whose one key is small. What is on the server already does not count, so that the choice is the same each time.
 */
export function choosePlan(plans: readonly ReadyPlan[], rows: number): ReadyPlan {
  const cost = ({ plan, bytes }: ReadyPlan): number => {
    const most = plan.packing.rows;
    const sharing = Math.max(ROWS_PER_KEY_SET, Math.min(rows, Math.max(most, MOST_ROWS_PER_KEY_SET)));
    const perRow = (bytes.request + bytes.response) / Math.min(rows, most) + bytes.keySet / sharing;
    return needsKeySet(plan.keys) ? WORTH_A_KEY_SET * perRow : perRow;
  };
  return plans.reduce((best, next) => (cost(next) < cost(best) ? next : best));
}

/** All plans, or the one that the caller names. @throws VelumClientError CLIENT_OPTION */
export function allowedPlans(plans: readonly ReadyPlan[], name: string | undefined): readonly ReadyPlan[] {
  if (name === undefined) return plans;
  const named = plans.filter(({ plan }) => plan.name === name);
  if (named.length > 0) return named;
  const names = plans.map(({ plan }) => plan.name);
  throw refuse("CLIENT_OPTION", "plan", `one of ${names.join(", ")}`, "another");
}
