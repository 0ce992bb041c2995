import {
  addConstantNode,
  createProgram,
  dropLevelNode,
  inputNode,
  linearCombinationNode,
  outputNode,
  type Program,
  type ProgramNode,
  protectNode,
  relinearizeRescaleNode,
  rescaleNode,
  squareNode,
  sumOfProductsNode,
  type Tensors,
} from "@velum/protocol";
import type { Target } from "../choose-parameters.ts";
import type { PolynomialColumnsScales } from "./polynomial-columns-scales.ts";
import type { QuarticNetwork } from "./quartic-network.ts";

/** A program, and how large the values of its nodes are. */
export interface AssembledPolynomialColumns {
  readonly program: Program;
  readonly sizes: (node: number) => number;
}

/**
 * With s = u^2, a quartic is s (c_4 s + c_3 u + c_2) + c_1 u: one relinearization a hidden value for s, whatever the number of outputs,
 * and one an output for the sum of all its products. A cubic leaves out c_4.
 * @param inputs - largest absolute values of the features; `values`, of the u
 */
export function assemblePolynomialColumns(
  network: QuarticNetwork,
  scales: PolynomialColumnsScales,
  { inputs: features, values }: { readonly inputs: readonly number[]; readonly values: readonly number[] },
  bound: number,
  { parameters, inputLevel, outputLevel }: Target,
): AssembledPolynomialColumns {
  const list: ProgramNode[] = [];
  const sizeOf = new Map<number, number>();
  const add = (node: ProgramNode, size?: number): number => {
    const id = list.push(node) - 1;
    if (size !== undefined) sizeOf.set(id, size);
    return id;
  };
  const { layer, degree, outputs, coefficients } = network;
  const inputs = features.map((size, j) =>
    add(inputNode({ name: `x${j}`, level: inputLevel, scale: scales.input }), size),
  );
  const hidden = Array.from({ length: layer.outputs }, (_, k) => {
    const sum = add(linearCombinationNode({ inputs, tensor: NAMES.hidden, row: k, scale: scales.hidden }));
    const rescaled = add(rescaleNode({ input: sum }));
    return add(addConstantNode({ input: rescaled, tensor: NAMES.hiddenBias, index: k, order: "slots" }), values[k]);
  });
  const squares = hidden.map((input, k) =>
    add(relinearizeRescaleNode({ input: add(squareNode({ input })) }), values[k]! ** 2),
  );
  const lines = hidden.map((input, k) => add(dropLevelNode({ input, level: inputLevel - 2 }), values[k]));
  const results = Array.from({ length: outputs }, (_, c) => {
    const factors = squares.map((square, k) => {
      const row = c * hidden.length + k;
      const terms = degree === 4 ? [square, lines[k]!] : [lines[k]!];
      const sum = add(linearCombinationNode({ inputs: terms, tensor: NAMES.factors, row, scale: scales.factors }));
      const addend = { input: sum, tensor: NAMES.offsets, index: row, order: "slots" } as const;
      const [, c2 = 0, c3 = 0, c4 = 0] = coefficients[row]!.map(Math.abs);
      return add(addConstantNode(addend), c4 * values[k]! ** 2 + c3 * values[k]! + c2);
    });
    const addend = add(linearCombinationNode({ inputs: lines, tensor: NAMES.lines, row: c, scale: scales.lines }));
    const product = add(sumOfProductsNode({ lefts: squares, rights: factors, addend }));
    const input = add(relinearizeRescaleNode({ input: product }));
    return add(addConstantNode({ input, tensor: NAMES.bias, index: c, order: "slots" }));
  });
  const { flooding, modulusBits } = scales;
  const released = results.map((input) =>
    add(protectNode({ input, positions: "all", flooding, outputLevel, modulusBits })),
  );
  for (const [k, input] of released.entries()) add(outputNode({ input, name: `y${k}`, bound }));
  const fields = { plan: "columns", layout: "columns", parameters: parameters.digest } as const;
  return { program: createProgram({ ...fields, nodes: list }), sizes: (node) => sizeOf.get(node) ?? 0 };
}

const NAMES = {
  hidden: "columns.hidden.weights",
  hiddenBias: "columns.hidden.bias",
  factors: "columns.factors.weights",
  offsets: "columns.factors.bias",
  lines: "columns.lines.weights",
  bias: "columns.bias",
} as const;

/** The constants of the program. */
export function polynomialColumnsTensors({ layer, degree, outputs, coefficients, bias }: QuarticNetwork): Tensors {
  const matrix = (rows: number, columns: number, data: Float64Array) => ({ shape: [rows, columns], data });
  const vector = (data: Float64Array) => ({ shape: [data.length], data });
  const factors = coefficients.flatMap(([, , c3, c4]) => (degree === 4 ? [c4!, c3!] : [c3!]));
  return new Map([
    [NAMES.hidden, matrix(layer.outputs, layer.inputs, layer.weights)],
    [NAMES.hiddenBias, vector(layer.bias)],
    [NAMES.factors, matrix(coefficients.length, degree - 2, Float64Array.from(factors))],
    [NAMES.offsets, vector(Float64Array.from(coefficients, ([, c2]) => c2!))],
    [
      NAMES.lines,
      matrix(
        outputs,
        layer.outputs,
        Float64Array.from(coefficients, ([c1]) => c1!),
      ),
    ],
    [NAMES.bias, vector(bias)],
  ]);
}
