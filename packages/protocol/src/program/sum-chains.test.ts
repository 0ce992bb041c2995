import { expect, test } from "vitest";
import { diagonalNodes, diagonalOf } from "../../reference/diagonal-program.ts";
import { rotateSumNode } from "./nodes/rotate-sum.ts";
import type { ProgramNode } from "./program.ts";
import { sumChains } from "./sum-chains.ts";

/** The reference program with sums in the place of its addition behind the first sum, which is node 5. */
function chainsOf(...sums: readonly ProgramNode[]) {
  const nodes = [...diagonalNodes().slice(0, 5), ...sums];
  return sumChains(diagonalOf(nodes));
}
const sum = (input: number, steps: readonly number[], rescale = false): ProgramNode =>
  rotateSumNode({ inputs: steps.map(() => input), steps, rescale });

test("sums of a sum that nobody else reads are one chain, whichever is rescaled last", () => {
  const { chains, inner } = chainsOf(sum(4, [0, 2]), sum(5, [0, 4]), sum(6, [0, 8], true));
  expect([...chains]).toEqual([[7, [5, 6, 7]]]);
  expect([...inner]).toEqual([5, 6]);
});

test.each<[string, readonly ProgramNode[], readonly (readonly number[])[]]>([
  ["behind a rescale", [sum(4, [0, 2], true), sum(5, [0, 4])], [[5], [6]]],
  ["where another reads the first", [sum(4, [0, 2]), sum(5, [0, 4]), sum(5, [0, 8])], [[5], [6], [7]]],
  [
    "of several sums",
    [sum(4, [0, 2]), sum(4, [0, 4]), rotateSumNode({ inputs: [5, 6], steps: [0, 8], rescale: false })],
    [[5], [6], [7]],
  ],
])("a chain does not go on %s", (_, sums, expected) => {
  expect([...chainsOf(...sums).chains.values()]).toEqual(expected);
});
