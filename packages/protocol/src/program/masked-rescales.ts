import type { Program } from "./program.ts";
import { rescaleChains } from "./rescale-chains.ts";

/** A rescaling that is done where its result is masked. */
export interface MaskedRescale {
  /** The node that is rescaled. */
  readonly operand: number;
  /** The constant node that is added in between; null where none is. */
  readonly addend: number | null;
}

/** Rescalings that need no value of their own. */
export interface MaskedRescales {
  /** By protect node. */
  readonly rescales: ReadonlyMap<number, MaskedRescale>;
  /** Nodes in between, which nobody computes. */
  readonly inner: ReadonlySet<number>;
}

/**
 * Rescalings whose result is masked and read by nothing else, a plaintext addend perhaps in between. Not those that a relinearization takes along. What is masked leaves NTT form anyway: the
 * dropped limb is taken away there, so that it need not enter NTT form first. That saves a transform for each limb that stays, two of
 * seven for a linear model.
 * @example maskedRescales(program).rescales.get(6) // { operand: 2, addend: 4 }
 */
export function maskedRescales(program: Program): MaskedRescales {
  const { nodes } = program;
  const chained = rescaleChains(program).chains;
  const reads = new Map<number, number>();
  for (const node of nodes) {
    const all =
      "inputs" in node
        ? node.inputs
        : "input" in node
          ? [node.input]
          : "lefts" in node
            ? [...node.lefts, ...node.rights]
            : [];
    for (const id of all) reads.set(id, (reads.get(id) ?? 0) + 1);
    if ("addend" in node && node.addend !== null) reads.set(node.addend, (reads.get(node.addend) ?? 0) + 1);
  }
  const rescales = new Map<number, MaskedRescale>();
  const inner = new Set<number>();
  nodes.forEach((node, id) => {
    if (node.kind !== "protect") return;
    const before = nodes[node.input]!;
    const sum = before.kind === "addPlain" ? before : null;
    const at = sum === null ? node.input : sum.input;
    const rescale = nodes[at]!;
    if (rescale.kind !== "rescale" || chained.has(at) || reads.get(at) !== 1 || reads.get(node.input) !== 1) return;
    rescales.set(id, Object.freeze({ operand: rescale.input, addend: sum?.constant ?? null }));
    for (const passed of new Set([at, node.input])) inner.add(passed);
  });
  return { rescales, inner };
}
