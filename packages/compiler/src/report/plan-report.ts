import { countOperations, modulusBitsAt, type PlanSummary, type VerifiedProgram } from "@velum/protocol";
import type { BuiltPlan } from "../passes/build-plan.ts";
import type { PlanReport, StepReport } from "./report.ts";

/** What is to be said of one plan. */
export function planReport({
  name,
  target,
  program,
  verified,
  summary,
  precision,
  microseconds,
}: BuiltPlan): PlanReport {
  const { ringDegree, security } = target.parameters;
  const { rows } = summary.packing;
  const facts = verified.protections[0]!;
  return Object.freeze({
    name,
    layout: program.layout,
    packing: summary.packing,
    parameters: {
      preset: target.preset,
      ringDegree,
      totalBits: security.totalBits,
      limitBits: security.limitBits,
      securityBits: target.securityBits,
    },
    steps: stepsOf(verified),
    precision,
    bytes: payloadBytes(summary),
    operations: countOperations(program, verified.states, verified.parameters),
    estimate: {
      microseconds,
      microsecondsPerRow: microseconds / rows,
      requestsPerSecond: 1e6 / microseconds,
      rowsPerSecond: (1e6 * rows) / microseconds,
    },
    masking: {
      ...summary.protection,
      released: verified.protections.reduce((sum, { released }) => sum + released, 0),
      modulusBits: facts.modulusBits,
      hintBits: facts.hintBits,
      barBits: facts.maskBar,
    },
  });
}

function stepsOf({ program, states, parameters }: VerifiedProgram): readonly StepReport[] {
  const steps: StepReport[] = [];
  program.nodes.forEach((node, id) => {
    const { level, scale, parts } = states[id]!;
    const protect = node.kind === "output" ? program.nodes[node.input]! : node;
    const truncation = protect.kind === "protect" ? protect.modulusBits : null;
    const step: StepReport = {
      kind: node.kind,
      count: 1,
      level,
      modulusBits: truncation ?? modulusBitsAt(parameters, level),
      scaleBits: Math.log2(scale),
      parts,
    };
    const last = steps.at(-1);
    const alike = last !== undefined && JSON.stringify({ ...last, count: 1 }) === JSON.stringify(step);
    if (alike) steps[steps.length - 1] = { ...last, count: last.count + 1 };
    else steps.push(step);
  });
  return steps;
}

/** Seeds, digests and frame fields: a few hundred bytes, whatever the model, and a seed for each ciphertext. */
const FRAME_BYTES = 400;

/**
 * Bytes up and down, of a full request. Request: c_0 of each ciphertext at the input level and the public key's p_0 at its
 * level, residues packed to the primes' widths, uniform halves as seeds. Response: the released coefficients of c_0 and the
 * other parts whole.
 */
export function payloadBytes({ parameters, packing, input, keys, response }: PlanSummary): {
  readonly request: number;
  readonly response: number;
} {
  const { ringDegree, primes } = parameters;
  const width = (level: number): number =>
    primes.slice(0, level + 1).reduce((bits, q) => bits + Math.ceil(Math.log2(q)), 0);
  const ciphertexts = packing.kind === "dot" ? 1 : packing.features;
  const responseWidth = response.modulusBits ?? width(response.level);
  const released = response.positions === "all" ? ringDegree : response.positions.length;
  const coefficients = response.results * ((response.parts - 1) * ringDegree + released);
  return {
    request: FRAME_BYTES + (ringDegree * (ciphertexts * width(input.level) + width(keys.publicKeyLevel))) / 8,
    response: FRAME_BYTES + Math.ceil((coefficients * responseWidth) / 8),
  };
}
