import { printable } from "../cli-error.ts";
import type { Paint } from "../terminal/paint.ts";
import type { Fit } from "./fit.ts";
import { plansTable } from "./plans-table.ts";
import { wrapText } from "./wrap-text.ts";

const WIDTH = 100;

/** Whether a file will fit, as terminal text. */
export function fitText({ name, fits, layers, obstacle, plans, refusedPlans, assumptions }: Fit, paint: Paint): string {
  const verdict = fits ? paint.good("fits") : paint.bad("does not fit");
  return [
    `${paint.strong(printable(name))} ${verdict}`,
    ...(obstacle === null ? [] : ["", ...wrapped(`${obstacle.code}: ${obstacle.message}`)]),
    ...(layers.length === 0
      ? []
      : ["", paint.faint("layers"), ...layers.flatMap(({ from, became }) => wrapped(`${from}: ${became}`))]),
    ...(plans.length === 0 ? [] : ["", ...plansTable(plans, paint)]),
    ...(refusedPlans.length === 0
      ? []
      : ["", ...refusedPlans.flatMap(({ plan, reason }) => wrapped(`no plan ${plan}: ${reason}`))]),
    ...(assumptions.length === 0 ? [] : ["", paint.faint("assumed"), ...assumptions.flatMap(wrapped)]),
    "",
  ].join("\n");
}

const wrapped = (text: string): readonly string[] =>
  wrapText(printable(text), WIDTH).map((line, i) => (i === 0 ? `  ${line}` : `    ${line}`));
