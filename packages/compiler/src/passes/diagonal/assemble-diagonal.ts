import { subringPositions } from "@velum/ckks";
import { createProgram, nextPowerOfTwo, outputNode, type Program, protectNode, type Tensors } from "@velum/protocol";
import type { Target } from "../choose-parameters.ts";
import type { LayerSizes, SquareNetwork } from "./diagonal-network.ts";
import { DiagonalNodes } from "./layer-nodes.ts";
import type { LayerSplit } from "./layer-shape.ts";

/** Scales, flooding and truncation of a plan. */
export interface DiagonalScales {
  readonly input: number;
  /** Of the weights of each layer. */
  readonly weights: readonly number[];
  readonly flooding: number;
  readonly roundingStep: number;
  readonly modulusBits: number | null;
}

/** A program, and how large the values of its nodes are. */
export interface AssembledDiagonal {
  readonly program: Program;
  readonly sizes: (node: number) => number;
}

/** Layers in turn, each with its split; the last one's result is masked and flooded before its product is rescaled. */
export function assembleDiagonal(
  { layers }: SquareNetwork,
  splits: readonly LayerSplit[],
  scales: DiagonalScales,
  sizes: LayerSizes,
  bound: number,
  { parameters, inputLevel, outputLevel }: Target,
): AssembledDiagonal {
  const nodes = new DiagonalNodes(parameters);
  let value = nodes.input(inputLevel, scales.input, sizes.input);
  layers.forEach((_, k) => {
    if (k > 0) value = nodes.square(value, sizes.squares[k - 1]!);
    const [weights, bias] = tensorNames(k);
    const constants = { weights, bias, scale: scales.weights[k]!, rescale: k < layers.length - 1 };
    value = nodes.affine(value, splits[k]!, constants, sizes.layers[k]!);
  });
  const positions = subringPositions(parameters, nextPowerOfTwo(layers.at(-1)!.outputs));
  const { flooding, modulusBits } = scales;
  const released = nodes.add(protectNode({ input: value.id, positions, flooding, outputLevel, modulusBits }));
  nodes.add(outputNode({ input: released, name: "y", bound }));
  const fields = { plan: "diagonal", layout: "diagonal", parameters: parameters.digest } as const;
  return { program: createProgram({ ...fields, nodes: nodes.list }), sizes: (node) => nodes.sizes.get(node) ?? 0 };
}

/** The constants of the program. */
export const diagonalTensors = ({ layers }: SquareNetwork): Tensors =>
  new Map(
    layers.flatMap(({ weights, bias, inputs, outputs }, k) => {
      const [matrix, vector] = tensorNames(k);
      return [
        [matrix, Object.freeze({ shape: Object.freeze([outputs, inputs]), data: weights })],
        [vector, Object.freeze({ shape: Object.freeze([outputs]), data: bias })],
      ] as const;
    }),
  );

const tensorNames = (layer: number): readonly [weights: string, bias: string] => [
  `diagonal.layer${layer}.weights`,
  `diagonal.layer${layer}.bias`,
];
