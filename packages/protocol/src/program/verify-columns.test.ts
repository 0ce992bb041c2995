import { presets } from "@velum/ckks";
import { describe, expect, it } from "vitest";
import {
  columnsOf,
  linearColumns,
  linearColumnsTensors,
  squareColumns,
  squareColumnsTensors,
} from "../../reference/columns-program.ts";
import { standardNodes, strongNodes, tensor, withNodes } from "../../reference/dot-program.ts";
import { expectCode } from "../../reference/expect-code.ts";
import type { ProtocolErrorCode } from "../errors.ts";
import { addConstantNode } from "./nodes/add-constant.ts";
import { inputNode } from "./nodes/input.ts";
import { linearCombinationNode } from "./nodes/linear-combination.ts";
import { outputNode } from "./nodes/output.ts";
import { protectNode } from "./nodes/protect.ts";
import { rescaleNode } from "./nodes/rescale.ts";
import { signedSumNode } from "./nodes/signed-sum.ts";
import { squareNode } from "./nodes/square.ts";
import { createProgram, type ProgramNode } from "./program.ts";
import type { Tensors } from "./tensor.ts";
import { type VerifyOptions, verifyProgram } from "./verify-program.ts";

const { linear, columns } = presets;

function verifyLinear(nodes: readonly ProgramNode[], options: Partial<VerifyOptions> = {}) {
  const parameters = options.parameters ?? linear;
  return verifyProgram(columnsOf(nodes, parameters), {
    parameters,
    tensors: linearColumnsTensors(),
    protection: "standard",
    modelPrivacy: "honest-key",
    ...options,
  });
}

const verifySquare = (nodes: readonly ProgramNode[], options: Partial<VerifyOptions> = {}) =>
  verifyLinear(nodes, { parameters: columns, tensors: squareColumnsTensors(), ...options });

describe("columns that keep the rules", () => {
  it("linear: two parts, every coefficient, a mask for well-formed keys", () => {
    const { states, protections } = verifyLinear(linearColumns());
    expect(states.map(({ parts }) => parts)).toEqual([2, 2, 2, 2, 2, 2]);
    expect(states[2]!.scale).toBe(2 ** 24 * linear.primes[1]!);
    const [facts] = protections;
    expect(facts).toMatchObject({ released: 2048, anyKey: false });
    // Added at 52 bits, where the flooding drowns the hint (security-estimates.md: 52.2 bits at a deviation of 340).
    expect(facts!.modulusBits + facts!.hintBits).toBeCloseTo(51.99, 2);
  });

  it("one square: three parts from there to the end, scales squared, no rescale", () => {
    const { states } = verifySquare(squareColumns());
    expect(states.map(({ parts }) => parts)).toEqual([2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3]);
    expect(states.map(({ level }) => level)).toEqual(new Array(11).fill(2));
    expect(states[8]!.scale).toBe(2 ** 82);
    expect(Math.log2(states[10]!.scale)).toBeCloseTo(82 - 54, 1);
  });

  it("a square's weights may stand behind it", () => {
    const nodes = withNodes(squareColumns(), {
      8: linearCombinationNode({ inputs: [6, 7], tensor: "output", row: 1, scale: 4 }),
    });
    const tensors = new Map([...squareColumnsTensors(), ["output", tensor([2, 2])] as const]);
    expect(verifySquare(nodes, { tensors }).states[8]).toEqual({ level: 2, scale: 2 ** 84, parts: 3 });
  });

  it("flood slots by a coefficient deviation sqrt(N/2) below that of their values", () => {
    const bits = (nodes: readonly ProgramNode[]) => verifySquare(nodes).protections[0]!.bitsPerValue;
    // log2 q less log2(4.13 sd), with sd = 2^-11 2^82 / sqrt(2048).
    expect(bits(squareColumns())).toBeCloseTo(90 - Math.log2(4.1327) - (82 - 11 - 5.5), 2);
    expect(bits(squareColumns({ flooding: 2 ** -10 }))).toBeCloseTo(bits(squareColumns()) - 1, 9);
  });

  it("charge three parts the hint of their zero, as the estimates do: 102.2 bits unflooded at 90", () => {
    // Values of 2^-24 of one integer: nothing is flooded that counts.
    const scale = (bits: number) => 2 ** bits;
    const nodes = withNodes(squareColumns({ flooding: 2 ** -11, modulusBits: null }), {
      0: inputNode({ name: "x", level: 2, scale: scale(4) }),
      1: inputNode({ name: "y", level: 2, scale: scale(4) }),
      2: linearCombinationNode({ inputs: [0, 1], tensor: "hidden", row: 0, scale: scale(4) }),
      3: linearCombinationNode({ inputs: [0, 1], tensor: "hidden", row: 1, scale: scale(4) }),
    });
    const [facts] = verifySquare(nodes).protections;
    expect(facts!.modulusBits + facts!.hintBits).toBeCloseTo(102.2, 0);
    expect(facts!.maskBar).toBe(106.5);
  });
});

describe("model privacy (A1)", () => {
  it("takes columns for honest keys alone", () => {
    expectCode(() => verifyLinear(linearColumns(), { modelPrivacy: "any-key" }), "PROGRAM_RELEASES");
    expectCode(
      () =>
        verifyProgram(columnsOf(squareColumns(), columns), {
          parameters: columns,
          tensors: squareColumnsTensors(),
          protection: "standard",
        }),
      "PROGRAM_RELEASES",
    );
  });

  it("marks a dot program above its cap, which it refuses unless told so", () => {
    const many = standardNodes({ positions: Array.from({ length: 90 }, (_, i) => 16 * i + 15) });
    const tensors = new Map([
      ["weights", tensor([1, 13])],
      ["bias", tensor([1])],
    ]);
    const program = createProgram({ plan: "dot", layout: "dot", parameters: linear.digest, nodes: many });
    const options = { parameters: linear, tensors, protection: "standard" } as const;
    expectCode(() => verifyProgram(program, options), "PROGRAM_RELEASES");
    const { protections } = verifyProgram(program, { ...options, modelPrivacy: "honest-key" });
    expect(protections[0]).toMatchObject({ released: 90, releaseCap: 89, anyKey: false });
  });

  it("claims no statistical flooding behind a square, whose noise is as large as the message makes it (A4)", () => {
    expect(verifySquare(squareColumns()).protections[0]!.statisticalBits).toBe(0);
    expectCode(() => verifySquare(squareColumns({ flooding: 2 ** 3 }), { protection: "strong" }), "PROGRAM_FLOODING");
  });

  it("strong holds for linear columns whose zero is added at the full modulus", () => {
    const { linearStrong } = presets;
    const [, q1, q2] = linearStrong.primes as [number, number, number];
    const inputs = ["x", "y"].map((name) => inputNode({ name, level: 2, scale: 2 ** 62 }));
    const nodes = withNodes(linearColumns(), {
      0: inputs[0]!,
      1: inputs[1]!,
      2: linearCombinationNode({ inputs: [0, 1], tensor: "weights", row: 0, scale: (2 ** 24 * q1 * q2) / 2 ** 62 }),
    });
    const { protections } = verifyLinear(nodes, { parameters: linearStrong, protection: "strong" });
    expect(protections[0]!.statisticalBits).toBeGreaterThan(40);
  });
});

describe("each rule of columns, broken once", () => {
  const bias = (order: "coefficients" | "slots") => addConstantNode({ input: 2, tensor: "bias", index: 0, order });
  const linearCases: readonly (readonly [string, ProtocolErrorCode, readonly ProgramNode[]])[] = [
    ["an operand that comes later", "PROGRAM_ORDER", withNodes(linearColumns(), { 2: combination([0, 3]) })],
    ["no input of a combination left", "PROGRAM_UNUSED", withNodes(linearColumns(), { 2: combination([0, 0]) })],
    ["an output that bypasses protect", "PROGRAM_UNPROTECTED", bypass()],
    [
      "two outputs of one mask",
      "PROGRAM_UNPROTECTED",
      [...linearColumns(), outputNode({ input: 4, name: "b", bound: 16 })],
    ],
    ["some positions instead of all", "PROGRAM_LAYOUT", linearColumns({ positions: [0, 1] })],
    ["combined inputs of two levels", "PROGRAM_LEVEL", withNodes(linearColumns(), { 1: input({ level: 0 }) })],
    ["combined inputs of two scales", "PROGRAM_SCALE", withNodes(linearColumns(), { 1: input({ scale: 2 ** 25 }) })],
    [
      "a combination beyond the modulus",
      "PROGRAM_SCALE",
      withNodes(linearColumns(), { 2: combination([0, 1], 2 ** 26) }),
    ],
    [
      "an output that could wrap",
      "PROGRAM_RANGE",
      withNodes(linearColumns(), { 5: outputNode({ input: 4, name: "z", bound: 17 }) }),
    ],
    ["too little flooding", "PROGRAM_FLOODING", linearColumns({ flooding: 2 ** -11.01 })],
    ["a square, and a constant of every coefficient", "PROGRAM_VALUE_ORDER", squareOfCoefficients()],
  ];
  it.each(linearCases)("refuses %s: %s", (_, code, nodes) => {
    expectCode(() => verifyLinear(nodes), code);
  });

  it("takes a linear program in slots", () => {
    const nodes = withNodes(linearColumns({ flooding: 2 ** -11 }), { 3: bias("slots") });
    expect(() => verifyLinear(nodes)).not.toThrow();
  });

  const squareCases: readonly (readonly [string, ProtocolErrorCode, readonly ProgramNode[]])[] = [
    [
      "the square of a square",
      "PROGRAM_PARTS",
      withNodes(squareColumns(), { 7: squareNode({ input: 6 }), 8: sum([5, 6, 7]) }),
    ],
    [
      "a rescale of three parts (rule 2)",
      "PROGRAM_PARTS",
      withNodes(squareColumns(), { 7: rescaleNode({ input: 6 }), 8: sum([5, 6, 7]) }),
    ],
    ["a sum of two and three parts", "PROGRAM_PARTS", withNodes(squareColumns(), { 8: sum([5, 6, 7]) })],
    ["a sum over two scales", "PROGRAM_SCALE", withNodes(squareColumns(), { 3: hidden(2 ** 17) })],
    [
      "a square beyond the modulus",
      "PROGRAM_SCALE",
      withNodes(squareColumns(), { 2: hidden(2 ** 22), 3: hidden(2 ** 22) }),
    ],
  ];
  it.each(squareCases)("refuses %s: %s", (_, code, nodes) => {
    expectCode(() => verifySquare(nodes), code);
  });

  it("refuses nodes of another layout, either way", () => {
    const dot = createProgram({ plan: "dot", layout: "columns", parameters: linear.digest, nodes: standardNodes() });
    const columnar = createProgram({ plan: "c", layout: "dot", parameters: linear.digest, nodes: linearColumns() });
    for (const program of [dot, columnar]) {
      const options = { parameters: linear, tensors: linearColumnsTensors(), protection: "standard" } as const;
      expectCode(() => verifyProgram(program, options), "PROGRAM_LAYOUT");
    }
    const strong = createProgram({
      plan: "dot",
      layout: "dot",
      parameters: presets.linearStrong.digest,
      nodes: [...strongNodes({ positions: "all" })],
    });
    expectCode(
      () =>
        verifyProgram(strong, {
          parameters: presets.linearStrong,
          tensors: linearColumnsTensors(),
          protection: "standard",
        }),
      "PROGRAM_LAYOUT",
    );
  });

  it.each<[string, ProtocolErrorCode, Tensors]>([
    ["missing", "PROGRAM_TENSOR", new Map([["bias", tensor([1])]])],
    ["of too many columns", "PROGRAM_TENSOR", weights(tensor([1, 3]))],
    ["of too few columns", "PROGRAM_TENSOR", weights(tensor([2, 1]))],
    ["without the row", "PROGRAM_TENSOR", weights(tensor([0, 2]))],
    ["a vector for a matrix", "PROGRAM_TENSOR", weights(tensor([2]))],
    ["shorter than its shape", "PROGRAM_TENSOR", weights({ shape: [1, 2], data: new Float64Array(1) })],
    ["NaN", "PROGRAM_TENSOR", weights(tensor([1, 2], () => Number.NaN))],
    ["infinite", "PROGRAM_TENSOR", weights(tensor([1, 2], () => Number.NEGATIVE_INFINITY))],
    ["too large for the modulus", "PROGRAM_SCALE", weights(tensor([1, 2], () => 2 ** 33))],
    ["without the addend", "PROGRAM_TENSOR", new Map([...linearColumnsTensors(), ["bias", tensor([0])]])],
    [
      "with an addend that is NaN",
      "PROGRAM_TENSOR",
      new Map([...linearColumnsTensors(), ["bias", tensor([1], () => Number.NaN)]]),
    ],
    [
      "with an addend too large for the modulus",
      "PROGRAM_SCALE",
      new Map([...linearColumnsTensors(), ["bias", tensor([1], () => 64)]]),
    ],
    ["left over", "PROGRAM_TENSOR", new Map([...linearColumnsTensors(), ["spare", tensor([1])]])],
  ])("refuses a tensor that is %s: %s", (_, code, tensors) => {
    expectCode(() => verifyLinear(linearColumns(), { tensors }), code);
  });

  it("refuses more numbers than 64 MiB", () => {
    const columnsOfOne = new Array<number>(4096).fill(0);
    const nodes: ProgramNode[] = [inputNode({ name: "x", level: 2, scale: 2 ** 30 })];
    for (let row = 0; row < 1400; row++)
      nodes.push(linearCombinationNode({ inputs: columnsOfOne, tensor: "weights", row: 0, scale: 1 }));
    nodes.push(signedSumNode({ inputs: nodes.slice(1).map((_, i) => i + 1), signs: nodes.slice(1).map(() => 1) }));
    nodes.push(protectNode({ input: 1401, positions: "all", flooding: 1, outputLevel: 2, modulusBits: null }));
    nodes.push(outputNode({ input: 1402, name: "y", bound: 16 }));
    const tensors = new Map([["weights", tensor([1, 4096])]]);
    expectCode(() => verifyLinear(nodes, { parameters: columns, tensors }), "PROGRAM_TOO_LARGE");
  });
});

function combination(inputs: readonly number[], scale: number = linear.primes[1]! / 4): ProgramNode {
  return linearCombinationNode({ inputs, tensor: "weights", row: 0, scale });
}
function hidden(scale: number): ProgramNode {
  return linearCombinationNode({ inputs: [0, 1], tensor: "hidden", row: 1, scale });
}
function sum(inputs: readonly number[]): ProgramNode {
  return signedSumNode({ inputs, signs: inputs.map(() => 1) });
}
function input(changes: { readonly level?: number; readonly scale?: number }): ProgramNode {
  return inputNode({ name: "y", level: 1, scale: 2 ** 26, ...changes });
}
function bypass(): ProgramNode[] {
  return [...linearColumns().slice(0, 4), outputNode({ input: 3, name: "z", bound: 16 })];
}
function squareOfCoefficients(): ProgramNode[] {
  const nodes = linearColumns();
  return [
    ...nodes.slice(0, 4),
    squareNode({ input: 3 }),
    protectNode({ input: 4, positions: "all", flooding: 1, outputLevel: 1, modulusBits: null }),
    outputNode({ input: 5, name: "z", bound: 1 }),
  ];
}
function weights(value: ReturnType<typeof tensor>): Tensors {
  return new Map([...linearColumnsTensors(), ["weights", value]]);
}
