import { presets } from "@velum/ckks";
import { addPlainNode } from "../src/program/nodes/add-plain.ts";
import { constantNode } from "../src/program/nodes/constant.ts";
import { innerProductNode } from "../src/program/nodes/inner-product.ts";
import { inputNode } from "../src/program/nodes/input.ts";
import { outputNode } from "../src/program/nodes/output.ts";
import { protectNode } from "../src/program/nodes/protect.ts";
import { relinearizeRescaleNode } from "../src/program/nodes/relinearize-rescale.ts";
import { rotateNode } from "../src/program/nodes/rotate.ts";
import { rotateSumNode } from "../src/program/nodes/rotate-sum.ts";
import { squareNode } from "../src/program/nodes/square.ts";
import { createProgram, type Program, type ProgramNode } from "../src/program/program.ts";
import type { Tensors } from "../src/program/tensor.ts";

const { row } = presets;
const SCALE = 2 ** 29;
/** After the square is rescaled at level 2. */
export const SQUARED_SCALE: number = SCALE ** 2 / row.primes[2]!;

/** 4 inputs, 2 squares, 1 output on preset `row`, ids 0 to 16. */
export function diagonalNodes(): ProgramNode[] {
  const diagonal = (tensor: string, index: number, level: number, scale: number) =>
    constantNode({ tensor, encoding: { kind: "slots", order: "diagonal", repeat: 1, index, shift: 0 }, level, scale });
  const periodic = (tensor: string, level: number, scale: number) =>
    constantNode({ tensor, encoding: { kind: "slots", order: "periodic" }, level, scale });
  const last = 2 ** 24 * row.primes[1]!;
  return [
    inputNode({ name: "x", level: 3, scale: SCALE }),
    diagonal("hidden", 0, 3, row.primes[3]!),
    rotateNode({ input: 0, steps: 1 }),
    diagonal("hidden", 1, 3, row.primes[3]!),
    innerProductNode({ inputs: [0, 2], constants: [1, 3] }),
    rotateSumNode({ inputs: [4, 4], steps: [0, 2], rescale: true }),
    periodic("hidden-bias", 2, SCALE),
    addPlainNode({ input: 5, constant: 6 }),
    squareNode({ input: 7 }),
    relinearizeRescaleNode({ input: 8 }),
    diagonal("output", 0, 1, last / SQUARED_SCALE),
    innerProductNode({ inputs: [9], constants: [10] }),
    rotateSumNode({ inputs: [11, 11], steps: [0, 1], rescale: false }),
    periodic("output-bias", 1, last),
    addPlainNode({ input: 12, constant: 13 }),
    protectNode({ input: 14, positions: [0, 4096], flooding: 2 ** -11, outputLevel: 0, modulusBits: null }),
    outputNode({ input: 15, name: "y", bound: 16 }),
  ];
}

export const diagonalOf = (nodes: readonly ProgramNode[], parameters = row): Program =>
  createProgram({ plan: "diagonal", layout: "diagonal", parameters: parameters.digest, nodes });

export const diagonalTensors = (): Tensors =>
  new Map([
    ["hidden", { shape: [2, 4], data: Float64Array.of(1, 2, 3, 4, -1, -2, -3, -4) }],
    ["hidden-bias", { shape: [2], data: Float64Array.of(0.5, -0.5) }],
    ["output", { shape: [1, 2], data: Float64Array.of(0.25, -0.25) }],
    ["output-bias", { shape: [1], data: Float64Array.of(1) }],
  ]);
