import { presets } from "@velum/ckks";
import { expect, test } from "vitest";
import { inputNode } from "./nodes/input.ts";
import { outputNode } from "./nodes/output.ts";
import { protectNode } from "./nodes/protect.ts";
import { relinearizeRescaleNode } from "./nodes/relinearize-rescale.ts";
import { rescaleNode } from "./nodes/rescale.ts";
import { signedSumNode } from "./nodes/signed-sum.ts";
import { squareNode } from "./nodes/square.ts";
import { createProgram, type ProgramNode } from "./program.ts";
import { rescaleChains } from "./rescale-chains.ts";

const chainsOf = (nodes: readonly ProgramNode[]) =>
  rescaleChains(createProgram({ plan: "columns", layout: "columns", parameters: presets.deep.digest, nodes }));

const start = [
  inputNode({ name: "x", level: 5, scale: 2 ** 40 }),
  squareNode({ input: 0 }),
  relinearizeRescaleNode({ input: 1 }),
];

const end = (input: number): readonly ProgramNode[] => [
  protectNode({ input, positions: "all", flooding: 1, outputLevel: 1, modulusBits: null }),
  outputNode({ input: input + 1, name: "y", bound: 1 }),
];

test("a chain of rescalings behind a relinearization is one division", () => {
  const { chains, inner } = chainsOf([...start, rescaleNode({ input: 2 }), rescaleNode({ input: 3 }), ...end(4)]);
  expect([...chains]).toEqual([[4, [2, 3, 4]]]);
  expect([...inner]).toEqual([2, 3]);
});

test("not where another node reads what lies between, nor behind anything else", () => {
  const shared = [
    ...start,
    rescaleNode({ input: 2 }),
    rescaleNode({ input: 2 }),
    signedSumNode({ inputs: [3, 4], signs: [1, 1] }),
  ];
  const alone = [
    inputNode({ name: "x", level: 5, scale: 2 ** 40 }),
    rescaleNode({ input: 0 }),
    rescaleNode({ input: 1 }),
  ];
  for (const nodes of [
    [...shared, ...end(5)],
    [...alone, ...end(2)],
    [...start, ...end(2)],
  ]) {
    const { chains, inner } = chainsOf(nodes);
    expect(chains.size + inner.size).toBe(0);
  }
});
