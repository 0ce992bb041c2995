import { type FusedSquares, operandsOf, type Program } from "@velum/protocol";

/**
 * For each node, the nodes whose values are not needed after it: registers are freed there. Squares that a sum computes have
 * no value of their own.
 * @example lastUses(program, fusedSquares(program))[3] // [2]: node 3 is the last that reads node 2
 */
export function lastUses({ nodes }: Program, { operands, squares }: FusedSquares): readonly (readonly number[])[] {
  const last = new Map<number, number>();
  nodes.forEach((node, id) => {
    if (squares.has(id)) return;
    const read = operands.get(id) ?? operandsOf(node).map(([operand]) => operand);
    for (const operand of read) last.set(operand, id);
  });
  return Object.freeze(
    nodes.map((_, id) => Object.freeze([...last].flatMap(([operand, user]) => (user === id ? [operand] : [])))),
  );
}
