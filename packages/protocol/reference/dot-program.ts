import { type Parameters, presets } from "@velum/ckks";
import { addPlainNode } from "../src/program/nodes/add-plain.ts";
import { constantNode } from "../src/program/nodes/constant.ts";
import { inputNode } from "../src/program/nodes/input.ts";
import { multiplyPlainNode } from "../src/program/nodes/multiply-plain.ts";
import { outputNode } from "../src/program/nodes/output.ts";
import { type ProtectNode, protectNode } from "../src/program/nodes/protect.ts";
import { rescaleNode } from "../src/program/nodes/rescale.ts";
import { createProgram, type Program, type ProgramNode } from "../src/program/program.ts";
import type { Tensor, Tensors } from "../src/program/tensor.ts";

/** A linear program on preset `linear` (30+22 bits, N=2048), ids 0 to 7: x, weights, product, rescale, bias, sum, protect, y. */
export function standardNodes(protect: Partial<Omit<ProtectNode, "kind">> = {}, block = 16): ProgramNode[] {
  const weightScale = presets.linear.primes[1]! / 8;
  return [
    inputNode({ name: "x", level: 1, scale: 2 ** 27 }),
    constantNode({
      tensor: "weights",
      encoding: { kind: "coefficients", order: "reversed-blocks", block },
      level: 1,
      scale: weightScale,
    }),
    multiplyPlainNode({ input: 0, constant: 1 }),
    rescaleNode({ input: 2 }),
    constantNode({
      tensor: "bias",
      encoding: { kind: "coefficients", order: "block-ends", block },
      level: 0,
      scale: 2 ** 24,
    }),
    addPlainNode({ input: 3, constant: 4 }),
    protectNode({ input: 5, positions: [block - 1], flooding: 2 ** -11, outputLevel: 0, modulusBits: 26, ...protect }),
    outputNode({ input: 6, name: "y", bound: 16 }),
  ];
}

/** The same on preset `linearStrong` (3 x 30 bits, N=4096), protected at the full modulus: x, weights, product, bias, sum, protect, y. */
export function strongNodes(protect: Partial<Omit<ProtectNode, "kind">> = {}): ProgramNode[] {
  const [, q1, q2] = presets.linearStrong.primes as [number, number, number];
  const product = 2 ** 24 * q1 * q2;
  const coefficients = { kind: "coefficients", block: 16 } as const;
  return [
    inputNode({ name: "x", level: 2, scale: 2 ** 62 }),
    constantNode({
      tensor: "weights",
      encoding: { ...coefficients, order: "reversed-blocks" },
      level: 2,
      scale: product / 2 ** 62,
    }),
    multiplyPlainNode({ input: 0, constant: 1 }),
    constantNode({ tensor: "bias", encoding: { ...coefficients, order: "block-ends" }, level: 2, scale: product }),
    addPlainNode({ input: 2, constant: 3 }),
    protectNode({ input: 4, positions: [15], flooding: 2 ** -11, outputLevel: 0, modulusBits: 26, ...protect }),
    outputNode({ input: 5, name: "y", bound: 16 }),
  ];
}

export const programOf = (nodes: readonly ProgramNode[], parameters: Parameters = presets.linear): Program =>
  createProgram({ plan: "dot", layout: "dot", parameters: parameters.digest, nodes });

/** Replaces nodes by id. */
export const withNodes = (
  nodes: readonly ProgramNode[],
  changes: Readonly<Record<number, ProgramNode>>,
): ProgramNode[] => nodes.map((node, id) => changes[id] ?? node);

export const tensor = (shape: readonly number[], value: (i: number) => number = () => 0.5): Tensor => ({
  shape,
  data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => value(i)),
});

/** Weights of one output and 13 features, and its bias. */
export const linearTensors = (value?: (i: number) => number): Tensors =>
  new Map([
    ["weights", tensor([1, 13], value)],
    ["bias", tensor([1], value)],
  ]);
