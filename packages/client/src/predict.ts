import { applyPreprocessing, checkRow } from "@velum/tabular";
import { type Answer, createAnswer } from "./answer.ts";
import { type AskPolicy, askRows } from "./session/ask-rows.ts";
import { allowedPlans, choosePlan } from "./session/choose-plan.ts";
import type { Session } from "./session/session.ts";

/** One prediction from row to answer. The row is checked before a key exists. */
export async function predict(
  session: Session,
  row: unknown,
  plan: string | undefined,
  policy: AskPolicy,
): Promise<Answer> {
  const { schema, preprocessing, postprocessing } = session.pinned.contract;
  const ready = choosePlan(allowedPlans(session.plans, plan), 1);
  const rows = [applyPreprocessing(preprocessing, checkRow(schema, row))];
  const { outputs, ...details } = await askRows(session, { ready, rows, first: 0, chunk: 0 }, policy);
  return createAnswer(postprocessing, outputs[0]!, details);
}
