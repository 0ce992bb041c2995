import type { Paint } from "../terminal/paint.ts";
import { type Column, table } from "../terminal/table.ts";
import { byteSize, decimal, duration } from "./format.ts";
import type { PlanFacts } from "./inspection.ts";

/** What a line of the table is made of. */
export interface PlanLine extends Pick<PlanFacts, "name" | "rows" | "bytes" | "cost"> {
  readonly precision: Pick<PlanFacts["precision"], "maxError">;
  readonly protection: Pick<PlanFacts["protection"], "modelPrivacy">;
}

/** Titles of the columns, for terminal and page. */
export const PLAN_COLUMNS: readonly Column[] = [
  { title: "plan", align: "left" },
  { title: "rows", align: "right" },
  { title: "promise", align: "right" },
  { title: "sent", align: "right" },
  { title: "received", align: "right" },
  { title: "server, estimated", align: "right" },
  { title: "a row", align: "right" },
  { title: "model privacy", align: "left" },
];

/** The cells of a plan, in the order of the columns. */
export const planCells = ({ name, rows, precision, bytes, cost, protection }: PlanLine): readonly string[] => [
  name,
  String(rows),
  decimal(precision.maxError),
  byteSize(bytes.request),
  byteSize(bytes.response),
  cost === null ? "" : duration(1000 * cost.milliseconds),
  cost === null ? "" : duration(cost.microsecondsPerRow),
  protection.modelPrivacy === "any-key" ? "any key" : "well-formed keys",
];

/** Plans line by line. */
export const plansTable = (plans: readonly PlanLine[], paint: Paint): readonly string[] =>
  table(
    PLAN_COLUMNS,
    plans.map((plan) => planCells(plan).map((text) => ({ text }))),
    paint.faint,
  );
