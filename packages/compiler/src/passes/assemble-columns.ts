import {
  addConstantNode,
  createProgram,
  inputNode,
  linearCombinationNode,
  outputNode,
  type Program,
  type ProgramNode,
  protectNode,
  signedSumNode,
  squareNode,
  type Tensor,
  type Tensors,
  type ValueOrder,
} from "@velum/protocol";
import type { Target } from "./choose-parameters.ts";
import type { LinearForm } from "./expand-polynomial.ts";
import type { ProductScales } from "./product-scales.ts";
import type { SquareForm } from "./square-form.ts";
import type { SquareScales } from "./square-scales.ts";

/** Nodes under construction. */
class Nodes {
  readonly list: ProgramNode[] = [];

  add(node: ProgramNode): number {
    return this.list.push(node) - 1;
  }

  /** One ciphertext a feature. */
  inputs(count: number, level: number, scale: number): readonly number[] {
    return Array.from({ length: count }, (_, j) => this.add(inputNode({ name: `x${j}`, level, scale })));
  }

  /** Row `row` of a matrix times the inputs, plus an entry of a vector. */
  affine(
    inputs: readonly number[],
    names: readonly [string, string],
    row: number,
    scale: number,
    order: ValueOrder,
  ): number {
    const [tensor, bias] = names;
    const sum = this.add(linearCombinationNode({ inputs, tensor, row, scale }));
    return this.add(addConstantNode({ input: sum, tensor: bias, index: row, order }));
  }
}

/** A row a coefficient: each output is a sum of the columns, each times a number. */
export function assembleLinearColumns(
  { features, outputs }: LinearForm,
  scales: ProductScales,
  bound: number,
  target: Target,
): Program {
  const nodes = new Nodes();
  const inputs = nodes.inputs(features, target.inputLevel, scales.input);
  const results = Array.from({ length: outputs }, (_, row) =>
    nodes.affine(inputs, ["weights", "bias"], row, scales.weights, "coefficients"),
  );
  return finish(nodes, results, scales, bound, target);
}

/** A row a slot: squares of sums of the columns, and of those the outputs' sums. Three parts to the end, no key. */
export function assembleSquareColumns(form: SquareForm, scales: SquareScales, bound: number, target: Target): Program {
  const nodes = new Nodes();
  const { squares, features, outputs, signs, reads } = form;
  const inputs = nodes.inputs(features, target.inputLevel, scales.input);
  const sums = Array.from({ length: squares }, (_, index) => {
    if (reads === null) return nodes.affine(inputs, ["hidden", "hidden-bias"], index, scales.hidden, "slots");
    const own = reads[index]!.map((feature) => inputs[feature]!);
    const input = nodes.add(
      linearCombinationNode({ inputs: own, tensor: ownTensor(index), row: 0, scale: scales.hidden }),
    );
    return nodes.add(addConstantNode({ input, tensor: "hidden-bias", index, order: "slots" }));
  });
  const squared = sums.map((input) => nodes.add(squareNode({ input })));
  const results = Array.from({ length: outputs }, (_, row) => {
    const output = scales.output;
    if (output !== null) return nodes.affine(squared, ["output", "output-bias"], row, output, "slots");
    const sum = nodes.add(signedSumNode({ inputs: squared, signs }));
    return nodes.add(addConstantNode({ input: sum, tensor: "output-bias", index: row, order: "slots" }));
  });
  return finish(nodes, results, scales, bound, { ...target, outputLevel: scales.outputLevel });
}

function finish(
  nodes: Nodes,
  results: readonly number[],
  { flooding, modulusBits }: Pick<ProductScales, "flooding" | "modulusBits">,
  bound: number,
  { parameters, outputLevel }: Target,
): Program {
  const released = results.map((input) =>
    nodes.add(protectNode({ input, positions: "all", flooding, outputLevel, modulusBits })),
  );
  released.forEach((input, k) => {
    nodes.add(outputNode({ input, name: `y${k}`, bound }));
  });
  const fields = { plan: "columns", layout: "columns", parameters: parameters.digest } as const;
  return createProgram({ ...fields, nodes: nodes.list });
}

/** The weights of a square that reads some of the features. */
const ownTensor = (square: number): string => `hidden.${square}`;

/** The constants of the plan with squares. */
export const squareTensors = (form: SquareForm): Tensors =>
  new Map([
    ...hiddenTensors(form),
    ["hidden-bias", { shape: [form.squares], data: form.hiddenBias }],
    ...(form.folded ? [] : ([["output", { shape: [form.outputs, form.squares], data: form.output }]] as const)),
    ["output-bias", { shape: [form.outputs], data: form.outputBias }],
  ]);

function hiddenTensors({ squares, features, hidden, reads }: SquareForm): [string, Tensor][] {
  if (reads === null) return [["hidden", { shape: [squares, features], data: hidden }]];
  return reads.map((own, k) => {
    const data = Float64Array.from(own, (feature) => hidden[k * features + feature]!);
    return [ownTensor(k), { shape: [1, own.length], data }];
  });
}
