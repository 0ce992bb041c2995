import type { Interval } from "@velum/tabular";
import { byteSize, decimal } from "../inspect/format.ts";
import { grouped } from "../terminal/numbers.ts";
import type { Evaluation } from "./evaluation.ts";

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
}: Evaluation): readonly { readonly good: boolean; readonly text: string }[] {
  return [
    ...promise.plans.map(({ plan, rows, maxError, largest }) => ({
      good: largest <= maxError,
      text: `plan ${plan}: ${grouped(rows)} rows off by at most ${decimal(largest)}, promised ${decimal(maxError)}`,
    })),
    ...(agreement === null
      ? []
      : [
          {
            good: agreement.same >= (agreement.minimum ?? 0) * agreement.rows,
            text: `${grouped(agreement.same)} of ${grouped(agreement.rows)} labels agree${agreement.minimum === null ? "" : `, asked for ${100 * agreement.minimum} %`}`,
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
