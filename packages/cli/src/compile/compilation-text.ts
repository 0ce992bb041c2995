import { printable } from "../cli-error.ts";
import { counted, decimal } from "../inspect/format.ts";
import type { Inspection } from "../inspect/inspection.ts";
import { plansTable } from "../inspect/plans-table.ts";
import type { Paint } from "../terminal/paint.ts";

/** What compiling came to: plans in a table, what was approximated, and what to look at. */
export function compilationText(inspection: Inspection, paint: Paint): string {
  const { model, plans, refusedPlans, disclosure, warnings, hints } = inspection;
  return [
    paint.strong(`${printable(model.name)} ${printable(model.version)}`),
    "",
    ...plansTable(plans, paint),
    "",
    ...approximationLine(inspection),
    `${counted(disclosure.effectiveParameters, "effective parameter")}; about ${disclosure.answersThatDetermine} answers determine the model`,
    ...refusedPlans.map(({ plan, reason }) => paint.faint(`no plan ${plan}: ${printable(reason)}`)),
    ...warnings.map((warning) => `${paint.bad("warning")}  ${printable(warning)}`),
    ...hints.map((hint) => paint.faint(`hint: ${printable(hint)}`)),
    "",
  ].join("\n");
}

function approximationLine({ approximation }: Inspection): readonly string[] {
  if (approximation === null) return [];
  const { rows, largest, sameLabel } = approximation;
  const labels = sameLabel === null ? "" : `, ${sameLabel} of ${rows} labels the same`;
  return [`activations by polynomials: outputs off by at most ${decimal(largest)} on ${counted(rows, "row")}${labels}`];
}
