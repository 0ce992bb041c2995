import type { Interval } from "@velum/tabular";
import { byteSize, decimal } from "../inspect/format.ts";
import { grouped } from "../terminal/numbers.ts";
import type { DifferingRow, Evaluation, OriginalFacts } from "./evaluation.ts";

/** How metrics are called. */
const NAMES: Readonly<Record<string, string>> = {
  accuracy: "accuracy",
  rocAuc: "ROC AUC",
  f1: "F1",
  logLoss: "log loss",
  brier: "Brier score",
  calibrationError: "calibration error",
  r2: "R²",
  meanAbsoluteError: "mean absolute error",
  rmse: "root mean squared error",
};

export const metricName = (name: string): string => NAMES[name] ?? name;

/** A figure with its interval: 0.912 (0.846 to 0.962). */
export const intervalText = ({ value, low, high }: Interval): string =>
  `${figure(value)} (${figure(low)} to ${figure(high)})`;

const figure = (value: number): string => (Math.abs(value) < 10 ? value.toFixed(4) : decimal(value));

/** What a gate looks at, in one sentence each. */
export function verdicts({
  promise,
  agreement,
  search,
  original,
}: Evaluation): readonly { readonly good: boolean; readonly text: string }[] {
  const enough = (same: number, rows: number): boolean => same >= (agreement?.minimum ?? 0) * rows;
  const asked = agreement?.minimum == null ? "" : `, asked for ${100 * agreement.minimum} %`;
  return [
    ...promise.plans.map(({ plan, rows, maxError, largest }) => ({
      good: largest <= maxError,
      text: `plan ${plan}: ${grouped(rows)} rows off by at most ${decimal(largest)}, promised ${decimal(maxError)}`,
    })),
    ...(agreement === null
      ? []
      : [
          {
            good: enough(agreement.same, agreement.rows),
            text: `${grouped(agreement.same)} of ${grouped(agreement.rows)} labels agree${asked}; an error within the promise could change ${agreement.borderline}`,
          },
        ]),
    ...(original?.sameLabel == null
      ? []
      : [
          {
            good: enough(original.sameLabel.encrypted, original.rows),
            text: `${grouped(original.sameLabel.encrypted)} of ${grouped(original.rows)} encrypted labels are those of the original file${asked}`,
          },
        ]),
    ...(search === null
      ? []
      : [
          {
            good: search.largest <= search.maxError,
            text: `worst input found in ${grouped(search.tried)}: off by ${decimal(search.largest)} in ${search.asked} encrypted answers, ${decimal(search.rounding)} of it by rounded weights`,
          },
        ]),
  ];
}

/** Latency by part, and what the whole took. */
export function costFacts({ latency, total, data }: Evaluation): readonly (readonly [string, string])[] {
  const { keygen, encrypt, server, roundTrip, decrypt } = latency.milliseconds;
  const time = (value: number | null): string => (value === null ? "not told" : `${value.toFixed(1)} ms`);
  return [
    [
      `one row at a time, median of ${latency.rows}`,
      `key ${time(keygen)}, encrypt ${time(encrypt)}, round trip ${time(roundTrip)} (server ${time(server)}), decrypt ${time(decrypt)}`,
    ],
    ["a row on the wire", `sent ${byteSize(latency.bytes.request)}, received ${byteSize(latency.bytes.response)}`],
    [
      "all rows",
      `${grouped(data.rows)} in ${(total.milliseconds / 1000).toFixed(2)} s, ${grouped(total.requests)} requests, sent ${byteSize(total.bytes.request)}, received ${byteSize(total.bytes.response)}`,
    ],
  ];
}

/** A row with another label: what was said, how far off it was, and how little would have done. */
export function differingCells({
  row,
  clear,
  encrypted,
  target,
  error,
  margin,
  maxError,
}: DifferingRow): readonly string[] {
  const distance = margin === null ? `more than ${decimal(maxError)}` : decimal(margin);
  return [`row ${row}`, clear, encrypted, target, decimal(error), distance, decimal(maxError)];
}

export const DIFFERING_TITLES = [
  "other label",
  "clear",
  "encrypted",
  "target",
  "error",
  "threshold at",
  "promised",
] as const;

/** The original file in figures: its metrics, and how far answers are from its own. */
export function originalFacts({
  metrics,
  sameLabel,
  rows,
  otherLabel,
  difference,
}: OriginalFacts): readonly (readonly [string, string])[] {
  const gap = (name: string, { rms, p99, largest }: NonNullable<OriginalFacts["difference"]>["clear"]) =>
    [`${name} against it`, `rms ${decimal(rms)}, 99 % ${decimal(p99)}, largest ${decimal(largest)}`] as const;
  return [
    ...Object.entries(metrics).map(([name, value]) => [metricName(name), intervalText(value)] as const),
    ...(difference === null ? [] : [gap("clear", difference.clear), gap("encrypted", difference.encrypted)]),
    ...(sameLabel === null
      ? []
      : [
          [
            "same label",
            `clear ${grouped(sameLabel.clear)}, encrypted ${grouped(sameLabel.encrypted)} of ${grouped(rows)}`,
          ] as const,
        ]),
    ...(otherLabel.length === 0
      ? []
      : [
          [
            "encrypted label differs in",
            otherLabel
              .slice(0, 20)
              .map((row) => `row ${row}`)
              .join(", "),
          ] as const,
        ]),
  ];
}
