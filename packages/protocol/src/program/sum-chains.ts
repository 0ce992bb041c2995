import type { Program } from "./program.ts";

/** Sums of rotations that are computed together with the sums that they are made of. */
export interface SumChains {
  /** For the last sum of each chain, all sums of it, in order, itself last. */
  readonly chains: ReadonlyMap<number, readonly number[]>;
  /** The sums before the last, which have no value of their own. */
  readonly inner: ReadonlySet<number>;
}

/**
 * Sums of rotations of one value that is itself such a sum, not rescaled, and read by that sum alone. Between them the first half stays times P: it
 * needs no division, since only the second half is taken apart for the next keys. That saves as many transforms as there are primes.
 * @example sumChains(program).chains.get(7) // [6, 7]
 */
export function sumChains({ nodes }: Program): SumChains {
  const readers = new Map<number, Set<number>>();
  nodes.forEach((node, id) => {
    const inputs = "inputs" in node ? node.inputs : "input" in node ? [node.input] : [];
    for (const input of inputs) readers.set(input, (readers.get(input) ?? new Set()).add(id));
  });
  const chains = new Map<number, readonly number[]>();
  const inner = new Set<number>();
  nodes.forEach((node, id) => {
    if (node.kind !== "rotateSum") return;
    const [before, ...others] = new Set(node.inputs);
    const joins = others.length === 0 && isInner(nodes[before!], readers.get(before!));
    const earlier = joins ? chains.get(before!)! : [];
    if (joins) {
      chains.delete(before!);
      inner.add(before!);
    }
    chains.set(id, Object.freeze([...earlier, id]));
  });
  return { chains, inner };
}

const isInner = (node: Program["nodes"][number] | undefined, readers: ReadonlySet<number> | undefined): boolean =>
  node?.kind === "rotateSum" && !node.rescale && readers?.size === 1;
