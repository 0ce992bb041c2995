import { subringPositions } from "@velum/ckks";
import { createProgram, nextPowerOfTwo, outputNode, type Program, protectNode, type Tensors } from "@velum/protocol";
import type { Target } from "../choose-parameters.ts";
import { ActivationNodes, activationTensors } from "./activation-nodes.ts";
import type { DiagonalNetwork, LayerSizes } from "./diagonal-network.ts";
import { DiagonalNodes } from "./layer-nodes.ts";
import type { LayerSplit } from "./layer-shape.ts";

/** Scales, flooding and truncation of a plan. */
export interface DiagonalScales {
  /** Of the input, and of every layer's values when their product is rescaled. */
  readonly working: number;
  /** Of values that are squared next. */
  readonly beforeSquare: number;
  /** Of the last layer's product, times the primes that are dropped behind the mask. */
  readonly last: number;
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
  { layers, activations }: DiagonalNetwork,
  splits: readonly LayerSplit[],
  scales: DiagonalScales,
  sizes: LayerSizes,
  bound: number,
  { parameters, inputLevel, outputLevel }: Target,
): AssembledDiagonal {
  const nodes = new DiagonalNodes(parameters);
  let value = nodes.input(inputLevel, scales.working, sizes.input);
  layers.forEach((_, k) => {
    const [weights, bias] = tensorNames(k);
    const rescale = k < layers.length - 1;
    // Exact: what the product is divided by when it is rescaled is what its weights bring.
    const activation = activations[k];
    const wanted = activation?.kind === "square" ? scales.beforeSquare : scales.working;
    const scale = (rescale ? wanted * nodes.prime(value.level) : scales.last) / value.scale;
    value = nodes.affine(value, splits[k]!, { weights, bias, scale, rescale }, sizes.layers[k]!);
    if (activation === undefined) return;
    value =
      activation.kind === "square"
        ? nodes.square(value, sizes.activations[k]!)
        : new ActivationNodes(nodes, k, activation.tree, value, {
            reach: sizes.reach[k]!,
            branches: sizes.branches[k]!,
          }).value(scales.working);
  });
  const positions = subringPositions(parameters, nextPowerOfTwo(layers.at(-1)!.outputs));
  const { flooding, modulusBits } = scales;
  const released = nodes.add(protectNode({ input: value.id, positions, flooding, outputLevel, modulusBits }));
  nodes.add(outputNode({ input: released, name: "y", bound }));
  const fields = { plan: "diagonal", layout: "diagonal", parameters: parameters.digest } as const;
  return { program: createProgram({ ...fields, nodes: nodes.list }), sizes: (node) => nodes.sizes.get(node) ?? 0 };
}

/** The constants of the program. */
export const diagonalTensors = ({ layers, activations }: DiagonalNetwork): Tensors =>
  new Map([
    ...activations.flatMap(activationTensors),
    ...layers.flatMap(({ weights, bias, inputs, outputs }, k) => {
      const [matrix, vector] = tensorNames(k);
      return [
        [matrix, Object.freeze({ shape: Object.freeze([outputs, inputs]), data: weights })],
        [vector, Object.freeze({ shape: Object.freeze([outputs]), data: bias })],
      ] as const;
    }),
  ]);

const tensorNames = (layer: number): readonly [weights: string, bias: string] => [
  `diagonal.layer${layer}.weights`,
  `diagonal.layer${layer}.bias`,
];
