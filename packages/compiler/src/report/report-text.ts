import type { CompileReport, PlanReport } from "./report.ts";

/** The report as lines for a terminal. */
export function reportText(report: CompileReport): string {
  const { disclosure, outputs, approximation } = report;
  return [
    `${report.model} ${report.version}`,
    ...report.layers.map(({ text, became }) => `  ${text}: ${became}`),
    `  outputs: up to ${outputs.largest.toFixed(2)}, stated as ${outputs.bound}`,
    ...(approximation === null
      ? []
      : [
          `  approximation on ${approximation.rows} rows: rms ${approximation.rms.toPrecision(2)}, largest ${approximation.largest.toPrecision(2)}${approximation.labelsChanged === null ? "" : `, ${approximation.labelsChanged} labels changed`}`,
        ]),
    ...report.plans.flatMap(planLines),
    ...report.leftOut.map(({ plan, reason }) => `  not made: ${plan}: ${reason}`),
    `  effective parameters: ${disclosure.effectiveParameters}; answers that determine the model: about ${disclosure.answersThatDetermine}`,
    "  the contract discloses:",
    ...report.contractDiscloses.map((line) => `    ${line}`),
    ...report.warnings.map((line) => `  warning: ${line}`),
    ...report.hints.map((line) => `  hint: ${line}`),
  ].join("\n");
}

function planLines({ name, packing, parameters, precision, bytes, masking, estimate }: PlanReport): readonly string[] {
  const sources = Object.entries(precision.sources).map(([source, sd]) => `      ${source}: ${sd.toExponential(1)}`);
  return [
    `  plan ${name}, up to ${packing.rows} rows a request`,
    `    parameters: ${parameters.preset}, N=${parameters.ringDegree}, ${parameters.totalBits.toFixed(2)} of ${parameters.limitBits} bits, ${parameters.securityBits} bits of security (lattice-estimator, MATZOV)`,
    `    precision: within ${precision.promise.maxError}, rounded to ${precision.promise.roundingStep}; predicted rms ${precision.rms.toExponential(1)}, worst ${precision.worst.toExponential(1)}`,
    ...sources,
    `    bytes: about ${Math.round(bytes.request)} up, ${Math.round(bytes.response)} down`,
    `    time: about ${estimate.microseconds.toFixed(0)} microseconds a request, ${estimate.rowsPerSecond.toFixed(0)} rows a second on one core`,
    `    protection: ${masking.level}, ${masking.modelPrivacy}; ${masking.released} released values, at most ${masking.releaseCap} under any key, at most ${masking.bitsPerValue.toFixed(1)} bits each${masking.statisticalBits > 0 ? `, ${Math.floor(masking.statisticalBits)} bits of statistical flooding per value` : ""}`,
    `    one request gives ${masking.answersPerRequest} answers`,
  ];
}
