import { operandsOf, type Program } from "@velum/protocol";

/**
 * For each node, the nodes whose values are not needed after it: registers are freed there. Constants live as long as the
 * loaded program and are never listed.
 * @example lastUses(program)[3] // [2]: node 3 is the last that reads node 2
 */
export function lastUses({ nodes }: Program): readonly (readonly number[])[] {
  const last = new Map<number, number>();
  nodes.forEach((node, id) => {
    for (const [operand] of operandsOf(node)) last.set(operand, id);
  });
  return Object.freeze(
    nodes.map((_, id) => Object.freeze([...last].flatMap(([operand, user]) => (user === id ? [operand] : [])))),
  );
}
