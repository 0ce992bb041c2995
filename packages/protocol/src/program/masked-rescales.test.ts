import { expect, test } from "vitest";
import { diagonalNodes, diagonalOf } from "../../reference/diagonal-program.ts";
import { maskedRescales } from "./masked-rescales.ts";
import { addPlainNode } from "./nodes/add-plain.ts";
import { constantNode } from "./nodes/constant.ts";
import { protectNode } from "./nodes/protect.ts";
import { rescaleNode } from "./nodes/rescale.ts";
import type { ProgramNode } from "./program.ts";

/** Node 4 of the reference program is a product; what follows it here is node 5 and on. */
const of = (...nodes: readonly ProgramNode[]) => maskedRescales(diagonalOf([...diagonalNodes().slice(0, 5), ...nodes]));
const rescale = rescaleNode({ input: 4 });
const bias = constantNode({ tensor: "b", encoding: { kind: "slots", order: "periodic" }, level: 2, scale: 2 ** 29 });
const mask = (input: number): ProgramNode =>
  protectNode({ input, positions: [0, 4096], flooding: 2 ** -11, outputLevel: 0, modulusBits: null });

test("a rescaling before the mask, with or without an addend", () => {
  const plain = of(rescale, mask(5));
  expect([...plain.rescales]).toEqual([[6, { operand: 4, addend: null }]]);
  expect([...plain.inner]).toEqual([5]);
  const added = of(rescale, bias, addPlainNode({ input: 5, constant: 6 }), mask(7));
  expect([...added.rescales]).toEqual([[8, { operand: 4, addend: 6 }]]);
  expect([...added.inner]).toEqual([5, 7]);
});

test.each<[string, readonly ProgramNode[]]>([
  ["is masked without one", [mask(4)]],
  ["is read by another too", [rescale, bias, addPlainNode({ input: 5, constant: 6 }), mask(5), mask(7)]],
  ["has a sum that two masks read", [rescale, bias, addPlainNode({ input: 5, constant: 6 }), mask(7), mask(7)]],
])("not where the product %s", (_, nodes) => {
  expect(of(...nodes).rescales.size).toBe(0);
});
