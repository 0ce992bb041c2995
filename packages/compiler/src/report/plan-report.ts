import { countOperations, modulusBitsAt, type VerifiedProgram } from "@velum/protocol";
import type { BuiltPlan } from "../passes/build-plan.ts";
import { payloadBytes } from "./payload-bytes.ts";
import type { PlanReport, StepReport } from "./report.ts";

/** What is to be said of one plan. */
export function planReport(plan: BuiltPlan): PlanReport {
  const { name, target, program, verified, summary, precision, evaluation, microseconds } = plan;
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
      evaluationMicroseconds: evaluation,
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
