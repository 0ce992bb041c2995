import { checkBinary } from "./metric-input.ts";
import { TabularError } from "./tabular-error.ts";

/** Refuses what no calibration can be fitted to: lengths that differ, and a class without a row. */
export function checkHeldOut(labels: readonly number[], logits: readonly number[]): void {
  checkBinary(labels, logits, "logits", Number.isFinite);
  if (labels.includes(0) && labels.includes(1)) return;
  throw new TabularError("CALIBRATION_IMPOSSIBLE", "labels", "rows of both classes", "one class");
}
