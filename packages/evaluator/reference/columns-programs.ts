import { type Parameters, presets } from "@velum/ckks";
import {
  addConstantNode,
  createProgram,
  inputNode,
  linearCombinationNode,
  outputNode,
  type ProgramNode,
  protectNode,
  signedSumNode,
  squareNode,
  type Tensor,
  type Tensors,
  type VerifiedProgram,
  verifyProgram,
} from "@velum/protocol";

/** A matrix with a bias for each row. */
export interface Affine {
  readonly weights: readonly (readonly number[])[];
  readonly bias: readonly number[];
}

const matrix = (rows: readonly (readonly number[])[]): Tensor => ({
  shape: [rows.length, rows[0]!.length],
  data: Float64Array.from(rows.flat()),
});
const vector = (values: readonly number[]): Tensor => ({ shape: [values.length], data: Float64Array.from(values) });

/** Nodes under construction. */
class Nodes {
  readonly list: ProgramNode[] = [];
  add(node: ProgramNode): number {
    return this.list.push(node) - 1;
  }
}

/** How a columns program is encoded and what it releases; the rest follows from the model. */
export interface ColumnsOptions {
  readonly parameters: Parameters;
  readonly inputScale: number;
  readonly weightScale: number;
  readonly flooding: number;
  readonly outputLevel: number;
  readonly modulusBits: number | null;
  readonly bound: number;
}

const LINEAR: ColumnsOptions = {
  parameters: presets.linear,
  inputScale: 2 ** 26,
  weightScale: presets.linear.primes[1]! / 4,
  flooding: 2 ** -11,
  outputLevel: 0,
  modulusBits: 26,
  bound: 16,
};

/** The linear model y = W x + b, a row a coefficient, on preset `linear`. */
export function columnsLinear({ weights, bias }: Affine, options: Partial<ColumnsOptions> = {}): VerifiedProgram {
  const settings = { ...LINEAR, ...options };
  const { parameters } = settings;
  const nodes = new Nodes();
  const level = parameters.maxLevel;
  const inputs = weights[0]!.map((_, j) => nodes.add(inputNode({ name: `x${j}`, level, scale: settings.inputScale })));
  const results = weights.map((_, row) => {
    const sum = nodes.add(linearCombinationNode({ inputs, tensor: "weights", row, scale: settings.weightScale }));
    return nodes.add(addConstantNode({ input: sum, tensor: "bias", index: row, order: "coefficients" }));
  });
  const tensors: Tensors = new Map([
    ["weights", matrix(weights)],
    ["bias", vector(bias)],
  ]);
  return finish(nodes, results, tensors, settings);
}

const SQUARE: ColumnsOptions = {
  parameters: presets.columns,
  inputScale: 2 ** 22,
  weightScale: 2 ** 14,
  flooding: 2 ** -11,
  outputLevel: 2,
  modulusBits: 36,
  bound: 16,
};

/** One hidden layer y = V (W x + b)^2 + c, a row a slot, on preset `columns`. */
export function columnsSquare(
  hidden: Affine,
  output: Affine,
  options: Partial<ColumnsOptions & { readonly outputScale: number }> = {},
): VerifiedProgram {
  const settings = { ...SQUARE, ...options };
  const nodes = new Nodes();
  const squares = hiddenSquares(nodes, hidden, settings);
  const scale = options.outputScale ?? 2 ** 12;
  const results = output.weights.map((_, row) => {
    const sum = nodes.add(linearCombinationNode({ inputs: squares, tensor: "output", row, scale }));
    return nodes.add(addConstantNode({ input: sum, tensor: "output-bias", index: row, order: "slots" }));
  });
  const tensors: Tensors = new Map([
    ["hidden", matrix(hidden.weights)],
    ["hidden-bias", vector(hidden.bias)],
    ["output", matrix(output.weights)],
    ["output-bias", vector(output.bias)],
  ]);
  return finish(nodes, results, tensors, settings);
}

/** The same with one output whose weights are folded into the hidden layer: the squares are added or subtracted (rule 8). */
export function columnsFolded(
  hidden: Affine,
  output: Affine,
  options: Partial<ColumnsOptions> = { inputScale: 2 ** 23, weightScale: 2 ** 18 },
): VerifiedProgram {
  const settings = { ...SQUARE, ...options };
  const nodes = new Nodes();
  const [row] = output.weights;
  const factors = row!.map((v) => Math.sqrt(Math.abs(v)));
  const folded = {
    weights: hidden.weights.map((weights, k) => weights.map((w) => w * factors[k]!)),
    bias: hidden.bias.map((b, k) => b * factors[k]!),
  };
  const squares = hiddenSquares(nodes, folded, settings);
  const sum = nodes.add(signedSumNode({ inputs: squares, signs: row!.map((v) => (v < 0 ? -1 : 1)) }));
  const result = nodes.add(addConstantNode({ input: sum, tensor: "output-bias", index: 0, order: "slots" }));
  const tensors: Tensors = new Map([
    ["hidden", matrix(folded.weights)],
    ["hidden-bias", vector(folded.bias)],
    ["output-bias", vector(output.bias)],
  ]);
  return finish(nodes, [result], tensors, settings);
}

function hiddenSquares(nodes: Nodes, { weights }: Affine, settings: ColumnsOptions): readonly number[] {
  const { parameters, inputScale, weightScale } = settings;
  const level = parameters.maxLevel;
  const inputs = weights[0]!.map((_, j) => nodes.add(inputNode({ name: `x${j}`, level, scale: inputScale })));
  const sums = weights.map((_, row) =>
    nodes.add(linearCombinationNode({ inputs, tensor: "hidden", row, scale: weightScale })),
  );
  const shifted = sums.map((input, index) =>
    nodes.add(addConstantNode({ input, tensor: "hidden-bias", index, order: "slots" })),
  );
  return shifted.map((input) => nodes.add(squareNode({ input })));
}

function finish(
  nodes: Nodes,
  results: readonly number[],
  tensors: Tensors,
  { parameters, flooding, outputLevel, modulusBits, bound }: ColumnsOptions,
): VerifiedProgram {
  const protectedResults = results.map((input) =>
    nodes.add(protectNode({ input, positions: "all", flooding, outputLevel, modulusBits })),
  );
  protectedResults.forEach((input, k) => {
    nodes.add(outputNode({ input, name: `y${k}`, bound }));
  });
  const program = createProgram({
    plan: "columns",
    layout: "columns",
    parameters: parameters.digest,
    nodes: nodes.list,
  });
  return verifyProgram(program, { parameters, tensors, protection: "standard", modelPrivacy: "honest-key" });
}

/** What the models above say in the clear. */
export const affine = ({ weights, bias }: Affine, x: readonly number[]): number[] =>
  weights.map((row, i) => row.reduce((sum, w, j) => sum + w * x[j]!, bias[i]!));

export const squareNet = (hidden: Affine, output: Affine, x: readonly number[]): number[] =>
  affine(
    output,
    affine(hidden, x).map((z) => z * z),
  );
