import { VelumError } from "../../errors.ts";
import type { Layout, NodeKind, Program } from "../program.ts";
import { valueOrder } from "../value-order.ts";

/** What each layout is made of. */
const KINDS: Readonly<Record<Layout, readonly NodeKind[]>> = {
  dot: ["input", "constant", "multiplyPlain", "addPlain", "rescale", "protect", "output"],
  columns: ["input", "linearCombination", "addConstant", "square", "signedSum", "rescale", "protect", "output"],
};

/**
 * A layout has its own kinds of nodes: `dot` releases single coefficients, `columns` all of them. Values lie in coefficients or
 * in slots from the first node to the last, and squares are of slots.
 * @throws VelumError PROGRAM_LAYOUT, PROGRAM_VALUE_ORDER
 */
export function checkLayout(program: Program): void {
  const { layout, nodes } = program;
  const order = valueOrder(program);
  nodes.forEach((node, id) => {
    const argument = `nodes[${id}]`;
    if (!KINDS[layout].includes(node.kind)) {
      throw new VelumError("PROGRAM_LAYOUT", { argument, expected: `a node of layout ${layout}`, got: node.kind });
    }
    if (node.kind === "protect" && (node.positions === "all") !== (layout === "columns")) {
      throw new VelumError("PROGRAM_LAYOUT", {
        argument,
        expected: `the positions of layout ${layout}`,
        got: "others",
      });
    }
    if (node.kind === "addConstant" && node.order !== order) {
      throw new VelumError("PROGRAM_VALUE_ORDER", { argument, expected: order, got: node.order });
    }
  });
}
