import { createContext, keySetFrameBytes, needsKeySet, type Parameters } from "@velum/ckks";
import {
  type BundlePlan,
  ciphertextCount,
  countOperations,
  encodedWidth,
  modulusBitsAt,
  type NodeSummary,
  requestFrameBytes,
  responseFrameBytes,
} from "@velum/protocol";
import type { PlanFacts, StepFacts } from "./inspection.ts";
import type { ReportedPlan } from "./read-report.ts";

/** A plan by its program, with what the compiler said of it. */
export async function inspectPlan(plan: BundlePlan, reported: ReportedPlan | undefined): Promise<PlanFacts> {
  const { summary, program: verified } = plan;
  const { program, states, parameters, protections } = verified;
  const { name, layout, packing, precision, protection, input } = summary;
  const served = { plan: summary, context: await createContext(parameters) };
  const { primes, ringDegree, security } = parameters;
  return {
    name,
    layout,
    rows: packing.rows,
    parameters: {
      preset: reported?.preset ?? null,
      ringDegree,
      primeBits: primes.map((q) => Math.log2(q)),
      ...security,
      securityBits: reported?.securityBits ?? null,
    },
    input: {
      ciphertexts: ciphertextCount(packing),
      valuesPerRow: encodedWidth(packing),
      level: input.level,
      scaleBits: Math.log2(input.scale),
    },
    steps: stepsOf(plan, parameters),
    precision: {
      ...precision,
      sources: reported?.sources ?? {},
      rms: reported?.rms ?? null,
      worst: reported?.worst ?? null,
    },
    bytes: { request: requestFrameBytes(served), response: responseFrameBytes(served) },
    keySetBytes: needsKeySet(summary.keys) ? keySetFrameBytes(parameters, summary.keys) : 0,
    operations: countOperations(program, states, parameters),
    cost: reported === undefined ? null : costOf(reported),
    protection: { ...protection, released: protections.reduce((sum, { released }) => sum + released, 0) },
  };
}

const costOf = ({ microseconds, microsecondsPerRow }: ReportedPlan): PlanFacts["cost"] => ({
  milliseconds: microseconds / 1000,
  microsecondsPerRow,
  requestsPerSecond: 1e6 / microseconds,
});

/** The contract's own summary of the nodes; at the end, where the largest output lies. */
const stepsOf = ({ summary: { nodes, response } }: BundlePlan, parameters: Parameters): readonly StepFacts[] =>
  inTurns(nodes).map(({ kind, count, level, scale }): StepFacts => {
    const released = kind === "protect" || kind === "output";
    const scaleBits = Math.log2(scale);
    return {
      kind,
      count,
      level,
      modulusBits: (released ? response.modulusBits : null) ?? modulusBitsAt(parameters, level),
      scaleBits,
      // The bound and a bit for the sign.
      valueBits: released ? scaleBits + Math.log2(response.bound) + 1 : null,
    };
  });

/** Two kinds of nodes that take turns, as a sum and its constant for each square, become one step each. */
function inTurns(nodes: readonly NodeSummary[]): readonly NodeSummary[] {
  const steps: NodeSummary[] = [];
  for (const node of nodes) {
    const place = steps.findIndex(({ kind, level, scale }, i) => {
      return i >= steps.length - 2 && kind === node.kind && level === node.level && scale === node.scale;
    });
    if (place < 0) steps.push(node);
    else steps[place] = { ...steps[place]!, count: steps[place]!.count + node.count };
  }
  return steps;
}
