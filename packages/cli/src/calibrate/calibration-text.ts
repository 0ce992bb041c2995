import type { CalibrationReport, ReliabilityBin } from "@velum/tabular";
import { printable } from "../cli-error.ts";
import { grouped } from "../terminal/numbers.ts";
import type { Paint } from "../terminal/paint.ts";
import { type Column, table } from "../terminal/table.ts";

/** What `velum calibrate` did: the document of `--json`. */
export interface CalibrateReport extends CalibrationReport {
  readonly model: { readonly name: string; readonly from: string; readonly version: string };
  readonly rows: number;
  readonly file: string;
}

const columns = (titles: readonly string[]): readonly Column[] =>
  titles.map((title, i) => ({ title, align: i === 0 ? "left" : "right" }));

/** What was fitted. */
export const methodText = (calibration: CalibrateReport["calibration"]): string =>
  calibration.kind === "platt"
    ? `Platt, slope ${calibration.slope}, offset ${calibration.offset}`
    : "isotonic, on a fixed grid";

export function calibrationText(
  { model, rows, calibration, before, after, file }: CalibrateReport,
  paint: Paint,
): string {
  const figure = (name: string, pick: (one: typeof before) => number) =>
    [name, pick(before).toFixed(4), pick(after).toFixed(4)].map((text) => ({ text }));
  const bins = ({ lower, upper, count, meanProbability, observed }: ReliabilityBin) =>
    [`${lower.toFixed(1)} to ${upper.toFixed(1)}`, grouped(count), meanProbability.toFixed(3), observed.toFixed(3)].map(
      (text) => ({ text }),
    );
  const titles = (when: string) => columns([`${when}: probability`, "rows", "said", "observed"]);
  return [
    `${paint.strong(`${printable(model.name)} ${printable(model.from)}`)}, calibrated on ${grouped(rows)} rows: ${methodText(calibration)}`,
    "",
    ...table(
      columns(["", "before", "after, by cross-validation"]),
      [
        figure("calibration error", ({ calibrationError }) => calibrationError),
        figure("Brier score", ({ brier }) => brier),
        figure("log loss", ({ logLoss }) => logLoss),
      ],
      paint.faint,
    ),
    "",
    ...table(titles("before"), before.bins.map(bins), paint.faint),
    "",
    ...table(titles("after"), after.bins.map(bins), paint.faint),
    "",
    ...(after.logLoss > before.logLoss
      ? [`${paint.bad("warning")}  the log loss rises: the model's own probabilities are better`]
      : []),
    `${paint.good("written")}  ${printable(file)}, version ${printable(model.version)}: a new contract, to be accepted by clients`,
    "",
  ].join("\n");
}
