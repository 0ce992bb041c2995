import {
  addConstantNode,
  createProgram,
  inputNode,
  linearCombinationNode,
  outputNode,
  type Program,
  type ProgramNode,
  protectNode,
  relinearizeRescaleNode,
  rescaleNode,
  signedSumNode,
  squareNode,
  type Tensors,
} from "@velum/protocol";
import type { Target } from "../choose-parameters.ts";
import type { DeepColumnsScales } from "./deep-columns-scales.ts";
import type { FoldedNetwork } from "./fold-last-squares.ts";

/** Largest absolute values: of each feature, of each layer's values before their squares. */
export interface ColumnSizes {
  readonly inputs: readonly number[];
  readonly layers: readonly (readonly number[])[];
}

/** A program, and how large the values of its nodes are. */
export interface AssembledDeepColumns {
  readonly program: Program;
  readonly sizes: (node: number) => number;
}

/**
 * Squares stay three parts while the next layer adds them up: only the sums are relinearized, and nothing is rounded before (parameters,
 * rule 2). A layer's values are rescaled once behind the first, twice behind the others, and the bias comes last, where limbs are
 * fewest.
 */
export function assembleDeepColumns(
  { layers, signs }: FoldedNetwork,
  scales: DeepColumnsScales,
  sizes: ColumnSizes,
  bound: number,
  { parameters, inputLevel, outputLevel }: Target,
): AssembledDeepColumns {
  const list: ProgramNode[] = [];
  const sizeOf = new Map<number, number>();
  const add = (node: ProgramNode, size?: number): number => {
    const id = list.push(node) - 1;
    if (size !== undefined) sizeOf.set(id, size);
    return id;
  };
  let values: readonly number[] = sizes.inputs.map((size, j) =>
    add(inputNode({ name: `x${j}`, level: inputLevel, scale: scales.input }), size),
  );
  layers.forEach(({ outputs }, k) => {
    const [tensor, bias] = tensorNames(k);
    const last = k === layers.length - 1;
    const scale = scales.weights[k]!;
    const sums = Array.from({ length: outputs }, (_, row) =>
      scale === null
        ? add(signedSumNode({ inputs: values, signs: signs! }))
        : add(linearCombinationNode({ inputs: values, tensor, row, scale })),
    );
    const lowered = sums.map((input) => {
      if (k === 0) return add(rescaleNode({ input }));
      const relinearized = add(relinearizeRescaleNode({ input }));
      return last ? relinearized : add(rescaleNode({ input: relinearized }));
    });
    const own = lowered.map((input, index) =>
      add(addConstantNode({ input, tensor: bias, index, order: "slots" }), sizes.layers[k]![index]),
    );
    values = last ? own : own.map((input, i) => add(squareNode({ input }), sizes.layers[k]![i]! ** 2));
  });
  const { flooding, modulusBits } = scales;
  const released = values.map((input) =>
    add(protectNode({ input, positions: "all", flooding, outputLevel, modulusBits })),
  );
  for (const [k, input] of released.entries()) add(outputNode({ input, name: `y${k}`, bound }));
  const fields = { plan: "columns", layout: "columns", parameters: parameters.digest } as const;
  return { program: createProgram({ ...fields, nodes: list }), sizes: (node) => sizeOf.get(node) ?? 0 };
}

/** The constants of the program. */
export const deepColumnsTensors = ({ layers, signs }: FoldedNetwork): Tensors =>
  new Map(
    layers.flatMap(({ weights, bias, inputs, outputs }, k) => {
      const [matrix, vector] = tensorNames(k);
      const addends = [vector, Object.freeze({ shape: Object.freeze([outputs]), data: bias })] as const;
      if (signs !== null && k === layers.length - 1) return [addends];
      return [[matrix, Object.freeze({ shape: Object.freeze([outputs, inputs]), data: weights })] as const, addends];
    }),
  );

const tensorNames = (layer: number): readonly [weights: string, bias: string] => [
  `columns.layer${layer}.weights`,
  `columns.layer${layer}.bias`,
];
