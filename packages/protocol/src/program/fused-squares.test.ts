import { presets } from "@velum/ckks";
import { expect, it } from "vitest";
import { columnsOf, linearColumns, squareColumns } from "../../reference/columns-program.ts";
import { withNodes } from "../../reference/dot-program.ts";
import { fusedSquares } from "./fused-squares.ts";
import { linearCombinationNode } from "./nodes/linear-combination.ts";
import { signedSumNode } from "./nodes/signed-sum.ts";
import type { ProgramNode } from "./program.ts";

const of = (nodes: readonly ProgramNode[]) => fusedSquares(columnsOf(nodes, presets.columns));
const none = { operands: new Map(), squares: new Set() };

it("computes squares in the one sum that reads them, signed or weighted", () => {
  const fused = { operands: new Map([[8, [4, 5]]]), squares: new Set([6, 7]) };
  expect(of(squareColumns())).toEqual(fused);
  const weighted = linearCombinationNode({ inputs: [6, 7], tensor: "output", row: 0, scale: 4 });
  expect(of(withNodes(squareColumns(), { 8: weighted }))).toEqual(fused);
  const turned = signedSumNode({ inputs: [7, 6], signs: [1, 1] });
  expect(of(withNodes(squareColumns(), { 8: turned })).operands).toEqual(new Map([[8, [5, 4]]]));
});

it("leaves alone squares that are read twice, or together with something else, and sums without squares", () => {
  expect(of(linearColumns())).toEqual(none);
  expect(of(withNodes(squareColumns(), { 8: signedSumNode({ inputs: [6, 6, 7], signs: [1, 1, 1] }) }))).toEqual(none);
  expect(of(withNodes(squareColumns(), { 8: signedSumNode({ inputs: [6, 5], signs: [1, 1] }) }))).toEqual(none);
  const nodes = [...squareColumns().slice(0, 9), signedSumNode({ inputs: [6, 8], signs: [1, 1] })];
  expect(of(nodes)).toEqual(none);
});
