import type { Parameters } from "@velum/ckks";
import type { ValueOrder } from "./nodes/add-constant.ts";
import type { ProtectNode } from "./nodes/protect.ts";
import type { Program } from "./program.ts";

/**
 * Where the rows of a program's values lie: in slots where anything is squared, since only slots multiply one by one; else
 * where its constants are added; else in coefficients.
 */
export function valueOrder({ nodes }: Program): ValueOrder {
  if (nodes.some(({ kind }) => kind === "square")) return "slots";
  return nodes.find((node) => node.kind === "addConstant")?.order ?? "coefficients";
}

/**
 * Standard deviation of the flooding in the integers of each coefficient, for an operand of this scale. In slots it is
 * sqrt(N/2) smaller than in the values: each slot sums N coefficients, N/2 of whose variance is in its real part.
 */
export const floodingDeviation = (
  program: Program,
  { flooding }: ProtectNode,
  scale: number,
  { slotCount }: Parameters,
): number => (flooding * scale) / (valueOrder(program) === "slots" ? Math.sqrt(slotCount) : 1);
