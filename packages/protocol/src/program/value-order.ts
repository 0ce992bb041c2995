import type { Parameters } from "@velum/ckks";
import type { ValueOrder } from "./nodes/add-constant.ts";
import type { ProtectNode } from "./nodes/protect.ts";
import type { Program } from "./program.ts";

/**
 * Where the values of a program's values lie: in slots where anything is squared, since only slots multiply one by one; else
 * where its constants are added; else in coefficients.
 */
export function valueOrder({ layout, nodes }: Program): ValueOrder {
  if (layout === "diagonal" || nodes.some(({ kind }) => kind === "square")) return "slots";
  return nodes.find((node) => node.kind === "addConstant")?.order ?? "coefficients";
}

/**
 * How much larger an error is in a released value than in a released coefficient. The real part of a slot is a sum of the
 * released coefficients times numbers of mean square 1/2: of all N, or of the 2p of a subring.
 */
export function releaseFactor(program: Program, { positions }: ProtectNode, { ringDegree }: Parameters): number {
  const released = positions === "all" ? ringDegree : positions.length;
  return valueOrder(program) === "slots" ? Math.sqrt(released / 2) : 1;
}

/** Standard deviation of the flooding in the integers of each released coefficient, for an operand of this scale. */
export const floodingDeviation = (program: Program, node: ProtectNode, scale: number, parameters: Parameters): number =>
  (node.flooding * scale) / releaseFactor(program, node, parameters);
