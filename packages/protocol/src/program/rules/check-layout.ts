import { type Parameters, subringPositions } from "@velum/ckks";
import { VelumError } from "../../errors.ts";
import type { ReleasedPositions } from "../nodes/protect.ts";
import type { Layout, NodeKind, Program, ProgramNode } from "../program.ts";
import { valueOrder } from "../value-order.ts";

/** What each layout is made of. */
const KINDS: Readonly<Record<Layout, readonly NodeKind[]>> = {
  dot: ["input", "constant", "multiplyPlain", "addPlain", "rescale", "protect", "output"],
  columns: [
    "input",
    "linearCombination",
    "addConstant",
    "square",
    "signedSum",
    "sumOfProducts",
    "dropLevel",
    "relinearizeRescale",
    "rescale",
    "protect",
    "output",
  ],
  diagonal: [
    "input",
    "constant",
    "innerProduct",
    "rotate",
    "rotateSum",
    "addPlain",
    "square",
    "sumOfProducts",
    "relinearizeRescale",
    "rescale",
    "dropLevel",
    "protect",
    "output",
  ],
};

/**
 * A layout has its own kinds of nodes: `dot` releases single coefficients, `columns` all of them, `diagonal` those of a subring. Values lie in coefficients or
 * in slots from the first node to the last, and squares are of slots.
 * @throws VelumError PROGRAM_LAYOUT, PROGRAM_VALUE_ORDER, PROGRAM_NODE
 */
export function checkLayout(program: Program, parameters: Parameters): void {
  const { layout, nodes } = program;
  const order = valueOrder(program);
  nodes.forEach((node, id) => {
    const argument = `nodes[${id}]`;
    if (!KINDS[layout].includes(node.kind)) {
      throw new VelumError("PROGRAM_LAYOUT", { argument, expected: `a node of layout ${layout}`, got: node.kind });
    }
    if (node.kind === "protect" && !fitsLayout(layout, node.positions, parameters)) {
      throw new VelumError("PROGRAM_LAYOUT", {
        argument,
        expected: `the positions of layout ${layout}`,
        got: "others",
      });
    }
    if (stepsOf(node).some((steps) => steps >= parameters.slotCount)) {
      throw new VelumError("PROGRAM_NODE", { argument, expected: `steps below ${parameters.slotCount}`, got: "more" });
    }
    if (node.kind === "constant" && node.encoding.kind !== order) {
      throw new VelumError("PROGRAM_VALUE_ORDER", { argument, expected: order, got: node.encoding.kind });
    }
    if (node.kind === "addConstant" && node.order !== order) {
      throw new VelumError("PROGRAM_VALUE_ORDER", { argument, expected: order, got: node.order });
    }
  });
}

function stepsOf(node: ProgramNode): readonly number[] {
  if (node.kind === "rotate") return [node.steps];
  return node.kind === "rotateSum" ? node.steps : [];
}

/** All positions, single ones, or those of a subring that a power of two of slots occupies. */
function fitsLayout(layout: Layout, positions: ReleasedPositions, parameters: Parameters): boolean {
  if (positions === "all" || layout === "columns") return positions === "all" && layout === "columns";
  if (layout === "dot") return true;
  const period = positions.length / 2;
  if (!Number.isInteger(Math.log2(period)) || period > parameters.slotCount) return false;
  return subringPositions(parameters, period).every((position, k) => position === positions[k]);
}
