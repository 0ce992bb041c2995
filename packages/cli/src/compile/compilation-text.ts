import { printable } from "../cli-error.ts";
import { byteSize, counted, decimal, duration } from "../inspect/format.ts";
import type { Inspection } from "../inspect/inspection.ts";
import type { Paint } from "../terminal/paint.ts";
import { type Column, table } from "../terminal/table.ts";

const COLUMNS: readonly Column[] = [
  { title: "plan", align: "left" },
  { title: "rows", align: "right" },
  { title: "promise", align: "right" },
  { title: "sent", align: "right" },
  { title: "received", align: "right" },
  { title: "server, estimated", align: "right" },
  { title: "a row", align: "right" },
  { title: "model privacy", align: "left" },
];

/** What compiling came to: plans in a table, what was approximated, and what to look at. */
export function compilationText(inspection: Inspection, paint: Paint): string {
  const { model, plans, refusedPlans, disclosure, warnings } = inspection;
  const rows = plans.map(({ name, rows: count, precision, bytes, cost, protection }) => [
    { text: name },
    { text: String(count) },
    { text: decimal(precision.maxError) },
    { text: byteSize(bytes.request) },
    { text: byteSize(bytes.response) },
    { text: cost === null ? "" : duration(1000 * cost.milliseconds) },
    { text: cost === null ? "" : duration(cost.microsecondsPerRow) },
    { text: protection.modelPrivacy === "any-key" ? "any key" : "well-formed keys" },
  ]);
  return [
    paint.strong(`${printable(model.name)} ${printable(model.version)}`),
    "",
    ...table(COLUMNS, rows, paint.faint),
    "",
    ...approximationLine(inspection),
    `${counted(disclosure.effectiveParameters, "effective parameter")}; about ${disclosure.answersThatDetermine} answers determine the model`,
    ...refusedPlans.map(({ plan, reason }) => paint.faint(`no plan ${plan}: ${printable(reason)}`)),
    ...warnings.map((warning) => `${paint.bad("warning")}  ${printable(warning)}`),
    "",
  ].join("\n");
}

function approximationLine({ approximation }: Inspection): readonly string[] {
  if (approximation === null) return [];
  const { rows, largest, sameLabel } = approximation;
  const labels = sameLabel === null ? "" : `, ${sameLabel} of ${rows} labels the same`;
  return [`activations by polynomials: outputs off by at most ${decimal(largest)} on ${counted(rows, "row")}${labels}`];
}
