import {
  type FusedSquares,
  type MaskedRescales,
  operandsOf,
  type Program,
  type RescaleChains,
  type SumChains,
} from "@velum/protocol";

/**
 * For each node, the nodes whose values are not needed after it: registers are freed there. Squares that a sum computes, sums that
 * another goes on with, what is rescaled further, and rescalings that are masked at once have no value of their own.
 * @example lastUses(program, fusedSquares(program), sumChains(program), rescaleChains(program), maskedRescales(program))[3] // [2]: node 3 is the last that reads node 2
 */
export function lastUses(
  { nodes }: Program,
  { operands, squares }: FusedSquares,
  sums: SumChains,
  rescales: RescaleChains,
  masked: MaskedRescales,
): readonly (readonly number[])[] {
  const last = new Map<number, number>();
  nodes.forEach((_, id) => {
    if ([squares, sums.inner, rescales.inner, masked.inner].some((inner) => inner.has(id))) return;
    const masking = masked.rescales.get(id);
    if (masking !== undefined) {
      last.set(masking.operand, id);
      if (masking.addend !== null) last.set(masking.addend, id);
      return;
    }
    const chain = sums.chains.get(id) ?? rescales.chains.get(id);
    const first = nodes[chain?.[0] ?? id]!;
    const read = operands.get(id) ?? operandsOf(first).map(([operand]) => operand);
    for (const operand of read) last.set(operand, id);
  });
  return Object.freeze(
    nodes.map((_, id) => Object.freeze([...last].flatMap(([operand, user]) => (user === id ? [operand] : [])))),
  );
}
