import { type FusedSquares, operandsOf, type Program, type SumChains } from "@velum/protocol";

/**
 * For each node, the nodes whose values are not needed after it: registers are freed there. Squares that a sum computes, and sums that
 * another goes on with, have no value of their own.
 * @example lastUses(program, fusedSquares(program), sumChains(program))[3] // [2]: node 3 is the last that reads node 2
 */
export function lastUses(
  { nodes }: Program,
  { operands, squares }: FusedSquares,
  { chains, inner }: SumChains,
): readonly (readonly number[])[] {
  const last = new Map<number, number>();
  nodes.forEach((_, id) => {
    if (squares.has(id) || inner.has(id)) return;
    const first = nodes[chains.get(id)?.[0] ?? id]!;
    const read = operands.get(id) ?? operandsOf(first).map(([operand]) => operand);
    for (const operand of read) last.set(operand, id);
  });
  return Object.freeze(
    nodes.map((_, id) => Object.freeze([...last].flatMap(([operand, user]) => (user === id ? [operand] : [])))),
  );
}
