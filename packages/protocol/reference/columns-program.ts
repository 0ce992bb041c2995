import { type Parameters, presets } from "@velum/ckks";
import { addConstantNode } from "../src/program/nodes/add-constant.ts";
import { inputNode } from "../src/program/nodes/input.ts";
import { linearCombinationNode } from "../src/program/nodes/linear-combination.ts";
import { outputNode } from "../src/program/nodes/output.ts";
import { type ProtectNode, protectNode } from "../src/program/nodes/protect.ts";
import { signedSumNode } from "../src/program/nodes/signed-sum.ts";
import { squareNode } from "../src/program/nodes/square.ts";
import { createProgram, type Program, type ProgramNode } from "../src/program/program.ts";
import type { Tensors } from "../src/program/tensor.ts";
import { tensor } from "./dot-program.ts";

type ProtectChanges = Partial<Omit<ProtectNode, "kind">>;

/** A linear model of two columns on preset `linear`, ids 0 to 5: x, y, combination, sum, protect, output. Rows in coefficients. */
export function linearColumns(changes: ProtectChanges = {}): ProgramNode[] {
  const protect = { positions: "all", flooding: 2 ** -11, outputLevel: 0, modulusBits: 26 } as const;
  return [
    inputNode({ name: "x", level: 1, scale: 2 ** 26 }),
    inputNode({ name: "y", level: 1, scale: 2 ** 26 }),
    linearCombinationNode({ inputs: [0, 1], tensor: "weights", row: 0, scale: presets.linear.primes[1]! / 4 }),
    addConstantNode({ input: 2, tensor: "bias", index: 0, order: "coefficients" }),
    protectNode({ input: 3, ...protect, ...changes }),
    outputNode({ input: 4, name: "z", bound: 16 }),
  ];
}

/**
 * A hidden layer of two squares on preset `columns`, ids 0 to 10: x, y, two combinations, two sums, two squares, their sum,
 * protect, output. Rows in slots.
 */
export function squareColumns(changes: ProtectChanges = {}): ProgramNode[] {
  const protect = { positions: "all", flooding: 2 ** -11, outputLevel: 2, modulusBits: 36 } as const;
  const hidden = (row: number) => linearCombinationNode({ inputs: [0, 1], tensor: "hidden", row, scale: 2 ** 18 });
  const shifted = (input: number, index: number) =>
    addConstantNode({ input, tensor: "hidden-bias", index, order: "slots" });
  return [
    inputNode({ name: "x", level: 2, scale: 2 ** 23 }),
    inputNode({ name: "y", level: 2, scale: 2 ** 23 }),
    hidden(0),
    hidden(1),
    shifted(2, 0),
    shifted(3, 1),
    squareNode({ input: 4 }),
    squareNode({ input: 5 }),
    signedSumNode({ inputs: [6, 7], signs: [1, -1] }),
    protectNode({ input: 8, ...protect, ...changes }),
    outputNode({ input: 9, name: "z", bound: 16 }),
  ];
}

export const columnsOf = (nodes: readonly ProgramNode[], parameters: Parameters): Program =>
  createProgram({ plan: "columns", layout: "columns", parameters: parameters.digest, nodes });

export const linearColumnsTensors = (): Tensors =>
  new Map([
    ["weights", tensor([1, 2], (i) => Math.sin(i + 1))],
    ["bias", tensor([1], () => -0.25)],
  ]);

export const squareColumnsTensors = (): Tensors =>
  new Map([
    ["hidden", tensor([2, 2], (i) => Math.sin(i + 1))],
    ["hidden-bias", tensor([2], () => 0.5)],
  ]);
