import { presets } from "@velum/ckks";
import { type LoadedModel, loadModel } from "@velum/evaluator";
import {
  addPlainNode,
  type Contract,
  checkContract,
  constantNode,
  createProgram,
  createSalt,
  type DotPacking,
  inputNode,
  multiplyPlainNode,
  nextPowerOfTwo,
  outputNode,
  outputPositions,
  type Packing,
  programCommitment,
  protectNode,
  readBundle,
  rescaleNode,
  summarizePlan,
  type Tensors,
  type VerifiedProgram,
  verifyProgram,
  writeBundle,
} from "@velum/protocol";
import { checkSchema, type Row } from "@velum/tabular";
import {
  type Affine,
  affine,
  columnsLinear,
  columnsSquare,
  squareNet,
} from "../../evaluator/reference/columns-programs.ts";

/** A model in every plan that it can have, loaded as a server would, and what it says in the clear. */
export interface ServedPlans {
  readonly model: LoadedModel;
  clear(row: Row): readonly number[];
}

/** Rows of one request of `dot-rows`. */
export const ROWS_OF_DOT = 8;
/** Largest error of any output of any plan. */
export const MAX_ERROR = 0.05;

const schema = checkSchema({
  features: ["a", "b"].map((name) => ({
    ...{ kind: "numeric", name, label: name, unit: "", optional: false },
    ...{ minimum: -2, maximum: 2 },
  })),
});

/** y = W x + b with three outputs: `dot`, `dot-rows`, and `columns` with rows in coefficients. */
export function servedLinear(): Promise<ServedPlans> {
  const layer: Affine = {
    weights: [
      [0.5, -0.25],
      [-1, 0.75],
      [0.125, 1],
    ],
    bias: [0.25, -0.5, 0],
  };
  const columns: Plan = [columnsLinear(layer), { ...COLUMNS, order: "coefficients" }];
  return served([...dotPlans(layer, null), columns], (x) => affine(layer, x));
}

/** y = V (W x + b)^2 + c with two outputs: `dot` and `dot-rows` of monomials, and `columns` with rows in slots. */
export function servedSquare(): Promise<ServedPlans> {
  const hidden: Affine = {
    weights: [
      [0.5, -0.25],
      [-0.5, 0.75],
      [0.125, 0.5],
    ],
    bias: [0.25, -0.5, 0],
  };
  const output: Affine = {
    weights: [
      [0.5, -1, 0.25],
      [-0.75, 0.5, 1],
    ],
    bias: [0.5, -0.25],
  };
  const columns: Plan = [columnsSquare(hidden, output), { ...COLUMNS, order: "slots" }];
  return served([...dotPlans(inMonomials(hidden, output), 2), columns], (x) => squareNet(hidden, output, x));
}

type Plan = readonly [VerifiedProgram, Packing];

const COLUMNS = { kind: "columns", features: 2, rows: 2048 } as const;

/** The square of two inputs, written out: weights of a, b, aa, ab, bb. */
function inMonomials(hidden: Affine, output: Affine): Affine {
  const terms = hidden.weights.map(([v = 0, w = 0], k) => {
    const c = hidden.bias[k]!;
    return [2 * c * v, 2 * c * w, v * v, 2 * v * w, w * w, c * c];
  });
  const sum = (row: readonly number[], i: number): number => row.reduce((all, u, k) => all + u * terms[k]![i]!, 0);
  return {
    weights: output.weights.map((row) => [0, 1, 2, 3, 4].map((i) => sum(row, i))),
    bias: output.weights.map((row, o) => sum(row, 5) + output.bias[o]!),
  };
}

function dotPlans(layer: Affine, degree: number | null): readonly Plan[] {
  const block = nextPowerOfTwo(layer.weights[0]!.length);
  const outputsPerRow = nextPowerOfTwo(layer.bias.length);
  const monomials = degree === null ? null : { degree };
  return [1, ROWS_OF_DOT].map((rows) => {
    const packing = { kind: "dot", features: 2, block, rows, monomials, outputsPerRow } as const;
    return [dotProgram(layer, packing), packing];
  });
}

function dotProgram({ weights, bias }: Affine, packing: DotPacking): VerifiedProgram {
  const parameters = presets.linear;
  const { block, rows } = packing;
  const encoding = { kind: "coefficients", block, rows } as const;
  const scale = parameters.primes[1]! / 8;
  const positions = outputPositions(packing, bias.length);
  const nodes = [
    inputNode({ name: "x", level: 1, scale: 2 ** 27 }),
    constantNode({ tensor: "weights", encoding: { ...encoding, order: "reversed-blocks" }, level: 1, scale }),
    multiplyPlainNode({ input: 0, constant: 1 }),
    rescaleNode({ input: 2 }),
    constantNode({ tensor: "bias", encoding: { ...encoding, order: "block-ends" }, level: 0, scale: 2 ** 24 }),
    addPlainNode({ input: 3, constant: 4 }),
    protectNode({ input: 5, positions, flooding: 2 ** -11, outputLevel: 0, modulusBits: 26 }),
    outputNode({ input: 6, name: "y", bound: 16 }),
  ];
  const plan = rows === 1 ? "dot" : "dot-rows";
  const program = createProgram({ plan, layout: "dot", parameters: parameters.digest, nodes });
  const tensors: Tensors = new Map([
    ["weights", { shape: [bias.length, weights[0]!.length], data: Float64Array.from(weights.flat()) }],
    ["bias", { shape: [bias.length], data: Float64Array.from(bias) }],
  ]);
  return verifyProgram(program, { parameters, tensors, protection: "standard" });
}

async function served(plans: readonly Plan[], clear: (x: readonly number[]) => number[]): Promise<ServedPlans> {
  const precision = { maxError: MAX_ERROR, roundingStep: 2 ** -10 };
  const programs = plans.map(([{ program }]) => program);
  const tensors = new Map(plans.flatMap(([verified]) => [...verified.tensors]));
  const salt = createSalt();
  const outputs = clear([0, 0]).map((_, i) => `y${i}`);
  const contract: Contract = checkContract({
    format: 1,
    name: "test",
    version: "1",
    title: "Test",
    schema,
    preprocessing: { steps: ["a", "b"].map((feature) => ({ feature, encode: { kind: "number" } })) },
    postprocessing: { kind: "outputs", outputs: [{ kind: "values", name: "y", steps: [] }] },
    outputs,
    disclosure: { effectiveParameters: 9, answersThatDetermine: 9 },
    programCommitment: programCommitment(salt, programs, tensors),
    plans: plans.map(([verified, packing]) =>
      summarizePlan(verified, { packing, precision, level: "standard", statisticalBits: 0 }),
    ),
  });
  const model = await loadModel(readBundle(writeBundle({ contract, programs, tensors, salt })));
  return { model, clear: ({ a, b }) => clear([Number(a), Number(b)]) };
}
