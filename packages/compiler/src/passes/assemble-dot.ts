import {
  addPlainNode,
  constantNode,
  createProgram,
  inputNode,
  multiplyPlainNode,
  outputNode,
  type PlanName,
  type Program,
  type ProgramNode,
  protectNode,
  rescaleNode,
  type Tensors,
} from "@velum/protocol";
import type { Target } from "./choose-parameters.ts";
import type { ProductScales } from "./choose-scales.ts";
import type { LinearForm } from "./expand-polynomial.ts";
import type { DotLayout } from "./lay-out-dot.ts";

/** Input times weights, rescaled to the level of protection, plus bias, protected. */
export function assembleDot(
  plan: PlanName,
  { packing: { block, rows }, positions }: DotLayout,
  scales: ProductScales,
  bound: number,
  { parameters, inputLevel, protectLevel, outputLevel }: Target,
): Program {
  const nodes: ProgramNode[] = [];
  const add = (node: ProgramNode): number => nodes.push(node) - 1;
  const encoding = (order: "reversed-blocks" | "block-ends") => ({ kind: "coefficients", order, block, rows }) as const;
  const input = add(inputNode({ name: "x", level: inputLevel, scale: scales.input }));
  const weights = add(
    constantNode({
      tensor: "weights",
      encoding: encoding("reversed-blocks"),
      level: inputLevel,
      scale: scales.weights,
    }),
  );
  let value = add(multiplyPlainNode({ input, constant: weights }));
  for (let level = inputLevel; level > protectLevel; level--) value = add(rescaleNode({ input: value }));
  const bias = add(
    constantNode({ tensor: "bias", encoding: encoding("block-ends"), level: protectLevel, scale: scales.atProtect }),
  );
  value = add(addPlainNode({ input: value, constant: bias }));
  const { flooding, modulusBits } = scales;
  value = add(protectNode({ input: value, positions, flooding, outputLevel, modulusBits }));
  add(outputNode({ input: value, name: "y", bound }));
  return createProgram({ plan, layout: "dot", parameters: parameters.digest, nodes });
}

/** The constants of the program: one row of weights an output, and the biases. Plans of `columns` for linear models share them. */
export const linearTensors = ({ weights, bias, outputs, width }: LinearForm): Tensors =>
  new Map([
    ["weights", Object.freeze({ shape: Object.freeze([outputs, width]), data: weights })],
    ["bias", Object.freeze({ shape: Object.freeze([outputs]), data: bias })],
  ]);
