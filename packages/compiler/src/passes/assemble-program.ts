import type { Parameters } from "@velum/ckks";
import {
  addPlainNode,
  constantNode,
  createProgram,
  inputNode,
  multiplyPlainNode,
  outputNode,
  type Program,
  type ProgramNode,
  protectNode,
  rescaleNode,
  type Tensors,
} from "@velum/protocol";
import type { CheckedModel } from "./check-model.ts";
import type { DotScales } from "./choose-scales.ts";
import type { DotLayout } from "./lay-out-dot.ts";

/** Input times weights, rescaled to the level of protection, plus bias, protected. */
export function assembleProgram(layout: DotLayout, scales: DotScales, bound: number, parameters: Parameters): Program {
  const {
    packing: { block, rows },
    positions,
  } = layout;
  const { maxLevel, digest } = parameters;
  const nodes: ProgramNode[] = [];
  const add = (node: ProgramNode): number => nodes.push(node) - 1;
  const input = add(inputNode({ name: "x", level: maxLevel, scale: scales.input }));
  const weights = add(
    constantNode({
      tensor: "weights",
      encoding: { kind: "coefficients", order: "reversed-blocks", block, rows },
      level: maxLevel,
      scale: scales.weights,
    }),
  );
  let value = add(multiplyPlainNode({ input, constant: weights }));
  for (let level: number = maxLevel; level > scales.protectLevel; level--) value = add(rescaleNode({ input: value }));
  const bias = add(
    constantNode({
      tensor: "bias",
      encoding: { kind: "coefficients", order: "block-ends", block, rows },
      level: scales.protectLevel,
      scale: scales.atProtect,
    }),
  );
  value = add(addPlainNode({ input: value, constant: bias }));
  const { flooding, modulusBits } = scales;
  value = add(protectNode({ input: value, positions, flooding, outputLevel: 0, modulusBits }));
  add(outputNode({ input: value, name: "y", bound }));
  return createProgram({ plan: "dot", layout: "dot", parameters: digest, nodes });
}

/** The constants of the program: the matrix and the vector as the model has them. */
export const programTensors = ({ weights, biases, outputs, features }: CheckedModel): Tensors =>
  new Map([
    ["weights", Object.freeze({ shape: Object.freeze([outputs, features]), data: weights })],
    ["bias", Object.freeze({ shape: Object.freeze([outputs]), data: biases })],
  ]);
