import type { Program } from "./program.ts";

/** Sums that squares are computed in. */
export interface FusedSquares {
  /** For each such sum, the nodes whose squares it adds, in the order of its numbers. */
  readonly operands: ReadonlyMap<number, readonly number[]>;
  /** The squares themselves, which nobody computes. */
  readonly squares: ReadonlySet<number>;
}

/**
 * Squares that only one sum reads, each once, where that sum reads nothing else: they are never computed by themselves. The sum
 * adds up unreduced products instead, so that a square costs a quarter of what it does alone, and its three parts are never
 * in memory.
 */
export function fusedSquares({ nodes }: Program): FusedSquares {
  const uses = new Map<number, number>();
  const count = (id: number): void => {
    uses.set(id, (uses.get(id) ?? 0) + 1);
  };
  for (const node of nodes) {
    if ("inputs" in node) for (const input of node.inputs) count(input);
    else if ("input" in node) count(node.input);
  }
  const operands = new Map<number, readonly number[]>();
  const squares = new Set<number>();
  nodes.forEach((node, id) => {
    if (!("inputs" in node)) return;
    const inner = node.inputs.flatMap((input) => {
      const square = nodes[input]!;
      return square.kind === "square" && uses.get(input) === 1 ? [square.input] : [];
    });
    if (inner.length !== node.inputs.length) return;
    operands.set(id, inner);
    for (const input of node.inputs) squares.add(input);
  });
  return { operands, squares };
}
