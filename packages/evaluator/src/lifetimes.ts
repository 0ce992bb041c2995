import { type FusedSquares, operandsOf, type Program, type RescaleChains, type SumChains } from "@velum/protocol";

/**
 * For each node, the nodes whose values are not needed after it: registers are freed there. Squares that a sum computes, and sums that
 * another goes on with, have no value of their own, and neither has what is rescaled further.
 * @example lastUses(program, fusedSquares(program), sumChains(program), rescaleChains(program))[3] // [2]: node 3 is the last that reads node 2
 */
export function lastUses(
  { nodes }: Program,
  { operands, squares }: FusedSquares,
  sums: SumChains,
  rescales: RescaleChains,
): readonly (readonly number[])[] {
  const last = new Map<number, number>();
  nodes.forEach((_, id) => {
    if (squares.has(id) || sums.inner.has(id) || rescales.inner.has(id)) return;
    const chain = sums.chains.get(id) ?? rescales.chains.get(id);
    const first = nodes[chain?.[0] ?? id]!;
    const read = operands.get(id) ?? operandsOf(first).map(([operand]) => operand);
    for (const operand of read) last.set(operand, id);
  });
  return Object.freeze(
    nodes.map((_, id) => Object.freeze([...last].flatMap(([operand, user]) => (user === id ? [operand] : [])))),
  );
}
