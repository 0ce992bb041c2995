import { printable } from "../cli-error.ts";
import { decimal } from "../inspect/format.ts";
import { grouped } from "../terminal/numbers.ts";
import type { Paint } from "../terminal/paint.ts";
import { type Column, table } from "../terminal/table.ts";
import { type ErrorQuantiles, type Evaluation, WAYS } from "./evaluation.ts";
import {
  costFacts,
  DIFFERING_TITLES,
  differingCells,
  intervalText,
  metricName,
  originalFacts,
  verdicts,
} from "./facts.ts";

/** An evaluation as terminal text. Names from files can move no cursor (C7, E7). */
export function evaluationText(evaluation: Evaluation, paint: Paint): string {
  const { model, data, passed, notes } = evaluation;
  return [
    paint.strong(`${printable(model.name)} ${printable(model.version)}: ${grouped(data.rows)} rows`),
    "",
    ...metricLines(evaluation, paint),
    "",
    ...errorLines(evaluation, paint),
    "",
    ...confusionLines(evaluation, paint),
    ...worstLines(evaluation, paint),
    ...differingLines(evaluation, paint),
    ...originalLines(evaluation, paint),
    ...costFacts(evaluation).map(([name, value]) => `${paint.faint(name)}  ${value}`),
    "",
    ...verdicts(evaluation).map(
      ({ good, text }) => `${good ? paint.good("kept  ") : paint.bad("broken")}  ${printable(text)}`,
    ),
    ...notes.map((note) => paint.faint(`note    ${note}`)),
    passed ? paint.good("passed") : paint.bad("failed"),
    "",
  ].join("\n");
}

function metricLines({ metrics }: Evaluation, paint: Paint): readonly string[] {
  const columns: readonly Column[] = ["", ...WAYS].map((title) => ({ title, align: "left" }));
  const rows = Object.keys(metrics.clear).map((name) => [
    { text: metricName(name) },
    ...WAYS.map((way) => ({ text: metrics[way][name] === undefined ? "" : intervalText(metrics[way][name]) })),
  ]);
  return table(columns, rows, paint.faint);
}

function errorLines({ errors }: Evaluation, paint: Paint): readonly string[] {
  const titles = ["error of the outputs", "rms", "median", "90 %", "99 %", "largest"];
  const columns: readonly Column[] = titles.map((title, i) => ({ title, align: i === 0 ? "left" : "right" }));
  const row = (name: string, { rms, median, p90, p99, largest }: ErrorQuantiles) =>
    [name, ...[rms, median, p90, p99, largest].map(decimal)].map((text) => ({ text }));
  return table(columns, [row("simulated", errors.simulated), row("encrypted", errors.encrypted)], paint.faint);
}

/** More classes than this fill no terminal; they are in the page and the document. */
const MOST_CLASSES = 12;

function confusionLines({ confusion, data: { labels } }: Evaluation, paint: Paint): readonly string[] {
  if (confusion === null || labels.length > MOST_CLASSES) return [];
  const columns: readonly Column[] = ["encrypted: was \\ said", ...labels.map(printable)].map((title, i) => ({
    title,
    align: i === 0 ? "left" : "right",
  }));
  const rows = confusion.encrypted.map((counts, i) =>
    [printable(labels[i] ?? ""), ...counts.map(grouped)].map((text) => ({ text })),
  );
  return [...table(columns, rows, paint.faint), ""];
}

function worstLines({ worstRows }: Evaluation, paint: Paint): readonly string[] {
  const columns: readonly Column[] = ["worst rows", "plan", "error", "clear", "encrypted"].map((title) => ({
    title,
    align: "left",
  }));
  const numbers = (list: readonly number[]): string =>
    list
      .slice(0, 4)
      .map((value) => value.toFixed(5))
      .join(", ");
  const rows = worstRows.map(({ row, plan, error, clear, encrypted }) =>
    [`row ${row}`, plan, decimal(error), numbers(clear), numbers(encrypted)].map((text) => ({ text })),
  );
  return [...table(columns, rows, paint.faint), ""];
}

function differingLines({ agreement }: Evaluation, paint: Paint): readonly string[] {
  if (agreement === null || agreement.differing.length === 0) return [];
  const columns: readonly Column[] = DIFFERING_TITLES.map((title) => ({ title, align: "left" }));
  const rows = agreement.differing
    .slice(0, 20)
    .map((row) => differingCells(row).map((text) => ({ text: printable(text) })));
  return [...table(columns, rows, paint.faint), ""];
}

function originalLines({ original }: Evaluation, paint: Paint): readonly string[] {
  if (original === null) return [];
  const columns: readonly Column[] = ["original file", ""].map((title) => ({ title, align: "left" }));
  const rows = originalFacts(original).map((cells) => cells.map((text) => ({ text })));
  return [...table(columns, rows, paint.faint), ""];
}
