import { createContext, type Parameters } from "@velum/ckks";
import {
  type BundlePlan,
  ciphertextCount,
  countOperations,
  encodedWidth,
  modulusBitsAt,
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
  const bytes = { request: requestFrameBytes(served), response: responseFrameBytes(served) };
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
    bytes,
    operations: countOperations(program, states, parameters),
    cost: reported === undefined ? null : costOf(reported.microseconds, bytes, packing.rows),
    protection: { ...protection, released: protections.reduce((sum, { released }) => sum + released, 0) },
  };
}

/** Calls and copies around the kernels, as a factor, and microseconds to read or write a byte of a frame (docs/performance.md). */
const AROUND_KERNELS = 1.6;
const MICROSECONDS_PER_BYTE = 0.003;

/** From request bytes to response bytes on one thread, by the compiler's estimate of the kernels. */
function costOf(kernels: number, { request, response }: PlanFacts["bytes"], rows: number): PlanFacts["cost"] {
  const microseconds = AROUND_KERNELS * kernels + MICROSECONDS_PER_BYTE * (request + response);
  return {
    milliseconds: microseconds / 1000,
    microsecondsPerRow: microseconds / rows,
    requestsPerSecond: 1e6 / microseconds,
  };
}

/** The contract's own summary of the nodes; at the end, where the largest output lies. */
function stepsOf({ summary: { nodes, response } }: BundlePlan, parameters: Parameters): readonly StepFacts[] {
  return nodes.map(({ kind, count, level, scale }): StepFacts => {
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
}
