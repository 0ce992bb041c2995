import { VelumError } from "../errors.ts";
import type { ValueOrder } from "../program/nodes/add-constant.ts";
import type { InputNode } from "../program/nodes/input.ts";
import type { ProtectNode } from "../program/nodes/protect.ts";
import { requiredKeys } from "../program/required-keys.ts";
import { valueOrder } from "../program/value-order.ts";
import type { VerifiedProgram } from "../program/verify-program.ts";
import { parametersSummary } from "./check-plan.ts";
import type {
  NodeSummary,
  Packing,
  PlanSummary,
  PrecisionPromise,
  ProtectionLevel,
  ResponseSummary,
} from "./contract.ts";
import { ciphertextCount } from "./packing.ts";

/** What a program does not say by itself. */
export interface SummaryDetails {
  readonly packing: Packing;
  readonly precision: PrecisionPromise;
  readonly level: ProtectionLevel;
  /** From public bounds, so never more than the program's own. */
  readonly statisticalBits: number;
}

/**
 * The public summary of a verified program: no constant is in it. Inputs are alike in level and scale, outputs in all that
 * the contract says of them once.
 * @throws VelumError PROGRAM_ORDER if they are not, PROGRAM_PACKING, PROGRAM_VALUE_ORDER if they do not fit the packing
 */
export function summarizePlan(verified: VerifiedProgram, details: SummaryDetails): PlanSummary {
  const { program, parameters, protections } = verified;
  const { packing, precision, level, statisticalBits } = details;
  const { input, publicKeyLevel, flooding, response } = alikeEnds(verified);
  checkPacking(verified, packing);
  const facts = protections[0]!;
  return Object.freeze({
    name: program.plan,
    layout: program.layout,
    parameters: parametersSummary(parameters),
    packing,
    input: Object.freeze(input),
    keys: Object.freeze({ publicKeyLevel, ...requiredKeys(program, verified.states) }),
    response,
    precision,
    protection: Object.freeze({
      level,
      modelPrivacy: protections.every(({ anyKey }) => anyKey) ? "any-key" : "honest-key",
      flooding,
      bitsPerValue: facts.bitsPerValue,
      releaseCap: facts.releaseCap,
      statisticalBits: level === "strong" ? statisticalBits : 0,
      answersPerRequest: packing.rows,
    }),
    nodes: summarizeNodes(verified),
  });
}

interface Ends {
  readonly input: Pick<InputNode, "level" | "scale">;
  readonly publicKeyLevel: number;
  readonly flooding: number;
  readonly response: ResponseSummary;
}

/** What inputs and outputs are, each of them. */
function alikeEnds({ program: { nodes }, states }: VerifiedProgram): Ends {
  const inputs = nodes.flatMap((node) => (node.kind === "input" ? [{ level: node.level, scale: node.scale }] : []));
  const outputs = nodes.flatMap((node, id) => (node.kind === "output" ? [{ node, state: states[id]! }] : []));
  const ends = outputs.map(({ node: { input, bound }, state: { level, scale, parts } }) => {
    const { positions, modulusBits, flooding, input: operand } = nodes[input] as ProtectNode;
    const shape = { results: outputs.length, parts: parts as 2 | 3, level, scale, modulusBits, positions, bound };
    return { publicKeyLevel: states[operand]!.level, flooding, response: Object.freeze(shape) };
  });
  for (const list of [inputs, ends]) {
    if (new Set(list.map((end) => JSON.stringify(end))).size === 1) continue;
    throw new VelumError("PROGRAM_ORDER", {
      argument: "nodes",
      expected: "inputs and outputs of one form",
      got: "several",
    });
  }
  return { input: inputs[0]!, ...ends[0]! };
}

/** What the client packs must be what the program expects. @throws VelumError PROGRAM_PACKING, PROGRAM_VALUE_ORDER */
function checkPacking({ program }: VerifiedProgram, packing: Packing): void {
  const check = (expected: number, got: number, argument: string): void => {
    if (expected === got) return;
    throw new VelumError("PROGRAM_PACKING", { argument, expected: String(expected), got: String(got) });
  };
  check(ciphertextCount(packing), program.nodes.filter(({ kind }) => kind === "input").length, "inputs");
  const order = valueOrder(program);
  const packed = packedOrder(packing);
  if (packed !== order) {
    throw new VelumError("PROGRAM_VALUE_ORDER", { argument: "packing", expected: order, got: packed });
  }
  if (packing.kind !== "dot") return;
  for (const node of program.nodes) {
    if (node.kind !== "constant" || node.encoding.kind !== "coefficients") continue;
    check(packing.block, node.encoding.block, "encoding.block");
    check(packing.rows, node.encoding.rows, "encoding.rows");
  }
}

/** Where a packing puts numbers. */
function packedOrder(packing: Packing): ValueOrder {
  if (packing.kind === "columns") return packing.order;
  return packing.kind === "dot" ? "coefficients" : "slots";
}

/** Nodes in a row that differ in constants and operands alone are one entry: a contract stays small. */
function summarizeNodes({ program, states }: VerifiedProgram): readonly NodeSummary[] {
  const summaries: NodeSummary[] = [];
  program.nodes.forEach(({ kind }, id) => {
    const { level, scale } = states[id]!;
    const last = summaries.at(-1);
    const more = last !== undefined && last.kind === kind && last.level === level && last.scale === scale;
    if (more) summaries[summaries.length - 1] = Object.freeze({ ...last, count: last.count + 1 });
    else summaries.push(Object.freeze({ kind, level, scale, count: 1 }));
  });
  return Object.freeze(summaries);
}
