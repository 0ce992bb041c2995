import {
  type Contract,
  countOperations,
  type OperationCounts,
  type PlanSummary,
  type VerifiedProgram,
} from "@velum/protocol";
import type { ChosenParameters } from "./passes/choose-parameters.ts";
import type { PrecisionBudget } from "./passes/promise-precision.ts";
import type { ProvedRange } from "./passes/prove-range.ts";

/** What compiling decided and what that means. For the model's owner: `range.largest` depends on the weights. */
export interface CompileReport {
  readonly model: string;
  readonly version: string;
  readonly plan: string;
  readonly parameters: {
    readonly preset: string;
    readonly ringDegree: number;
    readonly totalBits: number;
    readonly limitBits: number;
    /** lattice-estimator 27a581bb, MATZOV model, classical. */
    readonly securityBits: number;
  };
  readonly range: { readonly largest: number; readonly bound: number };
  readonly precision: PrecisionBudget;
  readonly bytes: { readonly request: number; readonly response: number };
  readonly operations: OperationCounts;
  readonly protection: PlanSummary["protection"] & { readonly released: number };
  readonly disclosure: Contract["disclosure"] & { readonly answersPerRequest: number };
  /** What everybody who may fetch the contract learns (A9, A10). */
  readonly contractDiscloses: readonly string[];
}

export function createReport(
  contract: Contract,
  chosen: ChosenParameters,
  range: ProvedRange,
  precision: PrecisionBudget,
  verified: VerifiedProgram,
): CompileReport {
  const plan = contract.plans[0]!;
  const { ringDegree, security } = chosen.parameters;
  return Object.freeze({
    model: contract.name,
    version: contract.version,
    plan: plan.name,
    parameters: {
      preset: chosen.preset,
      ringDegree,
      totalBits: security.totalBits,
      limitBits: security.limitBits,
      securityBits: chosen.securityBits,
    },
    range: { largest: range.largest, bound: range.bound },
    precision,
    bytes: payloadBytes(plan),
    operations: countOperations(verified.program, verified.states),
    protection: { ...plan.protection, released: plan.response.positions.length },
    disclosure: { ...contract.disclosure, answersPerRequest: plan.protection.answersPerRequest },
    contractDiscloses: disclosed(contract),
  });
}

/** Seeds, digests and frame fields: a few hundred bytes, whatever the model. */
const FRAME_BYTES = 400;

/**
 * Bytes up and down. Request: c_0 at the input level and the public key's p_0 at its level, residues packed to the primes'
 * widths, uniform halves as seeds. Response: c_1 whole and the released coefficients of c_0.
 */
export function payloadBytes({ parameters, input, keys, response }: PlanSummary): {
  request: number;
  response: number;
} {
  const { ringDegree, primes } = parameters;
  const width = (level: number): number =>
    primes.slice(0, level + 1).reduce((bits, q) => bits + Math.ceil(Math.log2(q)), 0);
  const responseWidth = response.modulusBits ?? width(response.level);
  return {
    request: FRAME_BYTES + (ringDegree * (width(input.level) + width(keys.publicKeyLevel))) / 8,
    response: FRAME_BYTES + Math.ceil(((ringDegree + response.positions.length) * responseWidth) / 8),
  };
}

function disclosed({ schema, outputs, plans }: Contract): readonly string[] {
  const { bound } = plans[0]!.response;
  return [
    `names, units, ranges and categories of ${schema.features.length} features`,
    "how missing values are filled, means and scales of the standardization (rounded when they were fitted)",
    `names of ${outputs.length} outputs, the labels and the threshold`,
    `that no output exceeds ${bound} in absolute value (rounded up to a power of two)`,
    "parameters, levels, scales and node kinds, which follow from the above and from the protection asked for",
    "a salted commitment to program and weights, which confirms no guess",
  ];
}

/** The report as lines for a terminal. */
export function reportText(report: CompileReport): string {
  const { parameters, precision, protection, disclosure, bytes } = report;
  const sources = Object.entries(precision.sources).map(([source, sd]) => `    ${source}: ${sd.toExponential(1)}`);
  return [
    `${report.model} ${report.version}, plan ${report.plan}`,
    `  parameters: ${parameters.preset}, N=${parameters.ringDegree}, ${parameters.totalBits.toFixed(2)} of ${parameters.limitBits} bits, ${parameters.securityBits} bits of security (lattice-estimator, MATZOV)`,
    `  outputs: up to ${report.range.largest.toFixed(2)}, stated as ${report.range.bound}`,
    `  precision: within ${precision.promise.maxError}, rounded to ${precision.promise.roundingStep}; predicted rms ${precision.rms.toExponential(1)}, worst ${precision.worst.toExponential(1)}`,
    ...sources,
    `  bytes: about ${Math.round(bytes.request)} up, ${Math.round(bytes.response)} down`,
    `  protection: ${protection.level}; ${protection.released} of at most ${protection.releaseCap} values, at most ${protection.bitsPerValue.toFixed(1)} bits each${protection.statisticalBits > 0 ? `, ${Math.floor(protection.statisticalBits)} bits of statistical flooding per value` : ""}`,
    `  effective parameters: ${disclosure.effectiveParameters}; answers that determine the model: about ${disclosure.answersThatDetermine}; one request gives ${disclosure.answersPerRequest}`,
    "  the contract discloses:",
    ...report.contractDiscloses.map((line) => `    ${line}`),
  ].join("\n");
}
