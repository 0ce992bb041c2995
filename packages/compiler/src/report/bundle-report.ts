import { MAX_REPORT_LENGTH } from "@velum/protocol";
import type { ActivationReport, CompileReport } from "./report.ts";

/** The report as the text that a bundle carries: six digits are enough to draw, and very wide layers go without their curves. */
export function bundleReport(report: CompileReport): string {
  const text = asText(report);
  if (text.length <= MAX_REPORT_LENGTH || report.activation === null) return text;
  const bare = (one: ActivationReport): ActivationReport => ({ ...one, neurons: [] });
  return asText({ ...report, activation: bare(report.activation), deeper: report.deeper.map(bare) });
}

const asText = (report: CompileReport): string =>
  JSON.stringify(report, (_, value: unknown) => (typeof value === "number" ? Number(value.toPrecision(6)) : value));
