import { VelumError } from "../errors.ts";
import type { ProtectNode } from "../program/nodes/protect.ts";
import type { VerifiedProgram } from "../program/verify-program.ts";
import { parametersSummary } from "./check-plan.ts";
import type { DotPacking, PlanSummary, PrecisionPromise, ProtectionLevel } from "./contract.ts";

/** What a program does not say by itself. */
export interface SummaryDetails {
  readonly packing: DotPacking;
  readonly precision: PrecisionPromise;
  readonly level: ProtectionLevel;
  /** From public bounds, so never more than the program's own. */
  readonly statisticalBits: number;
}

/** The public summary of a verified program with one input and one output: no constant is in it. */
export function summarizePlan(verified: VerifiedProgram, details: SummaryDetails): PlanSummary {
  const { program, parameters, states, protections } = verified;
  const { packing, precision, level, statisticalBits } = details;
  const input = program.nodes.find((node) => node.kind === "input")!;
  const outputId = program.nodes.findIndex((node) => node.kind === "output");
  const output = program.nodes[outputId]!;
  if (output.kind !== "output") throw new VelumError("PROGRAM_ORDER");
  const protect = program.nodes[output.input] as ProtectNode;
  const facts = protections.find(({ node }) => node === output.input)!;
  const response = states[outputId]!;
  return Object.freeze({
    name: program.plan,
    layout: program.layout,
    parameters: parametersSummary(parameters),
    packing,
    input: Object.freeze({ level: input.level, scale: input.scale }),
    keys: Object.freeze({ publicKeyLevel: states[protect.input]!.level }),
    response: Object.freeze({
      level: response.level,
      scale: response.scale,
      modulusBits: protect.modulusBits,
      positions: protect.positions,
      bound: output.bound,
    }),
    precision,
    protection: Object.freeze({
      level,
      modelPrivacy: "any-key",
      flooding: protect.flooding,
      bitsPerValue: facts.bitsPerValue,
      releaseCap: facts.releaseCap,
      statisticalBits: level === "strong" ? statisticalBits : 0,
      answersPerRequest: packing.rows,
    }),
    nodes: Object.freeze(
      program.nodes.map(({ kind }, id) => Object.freeze({ kind, level: states[id]!.level, scale: states[id]!.scale })),
    ),
  });
}
