import type { Candidate } from "@velum/model";
import type { Feature, TableSchema, TabularWarning, Target } from "@velum/tabular";
import { printable } from "../cli-error.ts";
import { intervalText, metricName } from "../evaluate/facts.ts";
import { decimal, interval } from "../inspect/format.ts";
import { grouped } from "../terminal/numbers.ts";
import type { Paint } from "../terminal/paint.ts";
import { type Column, table } from "../terminal/table.ts";
import type { TrainingReport } from "./training-report.ts";

const left = (titles: readonly string[]): readonly Column[] => titles.map((title) => ({ title, align: "left" }));

/** The schema before training: what its owner should look at, since it is published. */
export function schemaText(
  schema: TableSchema,
  target: Target,
  warnings: readonly TabularWarning[],
  paint: Paint,
): string {
  const rows = schema.features.map((feature) =>
    [printable(feature.name), feature.kind, admits(feature), feature.optional ? "may be missing" : ""].map((text) => ({
      text,
    })),
  );
  const predicted = target.labels.length === 0 ? "a quantity" : target.labels.map(printable).join(", ");
  return [
    ...table(left(["feature", "kind", "admits", ""]), rows, paint.faint),
    "",
    `${paint.faint("target")}  ${printable(target.name)}: ${predicted}`,
    ...warningLines(warnings, paint),
    "",
    "",
  ].join("\n");
}

export const warningLines = (warnings: readonly TabularWarning[], paint: Paint): readonly string[] =>
  warnings.map(({ message }) => `${paint.bad("warning")}  ${printable(message)}`);

const MOST_CODES = 8;

function admits(feature: Feature): string {
  if (feature.kind === "numeric")
    return `${interval([feature.minimum, feature.maximum])} ${printable(feature.unit)}`.trim();
  const codes = feature.categories.map(({ code }) => printable(String(code)));
  return codes.length <= MOST_CODES
    ? codes.join(", ")
    : `${codes.slice(0, MOST_CODES).join(", ")} and ${codes.length - MOST_CODES} more`;
}

/** What came of it. */
export function trainingText(
  { rows, candidate, scores, metrics, hiddenRanges, files }: TrainingReport,
  paint: Paint,
): string {
  const tried = scores.map(({ candidate: one, loss }) => {
    const chosen = settings(one) === settings(candidate);
    return [{ text: settings(one), ...(chosen ? { paint: paint.good } : {}) }, { text: decimal(loss) }];
  });
  const measured = Object.entries(metrics).map(([name, value]) => [
    { text: metricName(name) },
    { text: intervalText(value) },
  ]);
  return [
    ...(tried.length > 1 ? [...table(left(["tried by cross-validation", "loss"]), tried, paint.faint), ""] : []),
    `${paint.strong(settings(candidate))}, trained on ${grouped(rows.train)} rows`,
    ...hiddenRanges.map((range, i) => paint.faint(`sums of hidden layer ${i + 1}: ${interval(range)}`)),
    "",
    ...table(left([`on ${grouped(rows.heldOut)} held-out rows`, "value (95 % interval)"]), measured, paint.faint),
    "",
    ...writtenLines(files, paint),
    "",
  ].join("\n");
}

function writtenLines(files: TrainingReport["files"], paint: Paint): readonly string[] {
  const written = [files.model, files.schema, files.heldOut, files.calibration].filter((file) => file !== null);
  const next = `velum compile ${files.model} --schema ${files.schema} --out model.velum`;
  return [
    ...written.map((file) => `${paint.good("written")}  ${printable(file)}`),
    paint.faint(`next     ${printable(next)}`),
  ];
}

function settings(candidate: Candidate): string {
  if (candidate.kind !== "mlp") return `${candidate.kind}, C ${decimal(candidate.inverseRegularization)}`;
  return `mlp ${candidate.hidden.join("-")}, weight decay ${decimal(candidate.weightDecay)}`;
}
