import type { Program } from "./program.ts";
import { operandsOf } from "./rules/check-structure.ts";

/** Rescalings that are done along with the relinearization before them. */
export interface RescaleChains {
  /** For the last rescaling of each chain, all its nodes, in order: the relinearization first, itself last. Each divides by a prime. */
  readonly chains: ReadonlyMap<number, readonly number[]>;
  /** The nodes before the last, which have no value of their own. */
  readonly inner: ReadonlySet<number>;
}

/**
 * A relinearization whose only reader rescales it once more, and so on: one division by P and all the primes. Each saves two
 * inverse transforms, and twice as many forward ones as limbs are left.
 * @example rescaleChains(program).chains.get(4) // [2, 3, 4]
 */
export function rescaleChains({ nodes }: Program): RescaleChains {
  const uses = nodes.map(() => 0);
  for (const node of nodes) for (const [operand] of operandsOf(node)) uses[operand]! += 1;
  const chains = new Map<number, readonly number[]>();
  const inner = new Set<number>();
  nodes.forEach((node, id) => {
    if (node.kind !== "rescale" || uses[node.input] !== 1) return;
    const earlier = nodes[node.input]!.kind === "relinearizeRescale" ? [node.input] : chains.get(node.input);
    if (earlier === undefined) return;
    chains.delete(node.input);
    inner.add(node.input);
    chains.set(id, Object.freeze([...earlier, id]));
  });
  return { chains, inner };
}
