import { presets } from "@velum/ckks";
import { describe, expect, it } from "vitest";
import { diagonalNodes, diagonalOf, diagonalTensors } from "../../reference/diagonal-program.ts";
import { expectCode } from "../../reference/expect-code.ts";
import type { ProtocolErrorCode } from "../errors.ts";
import { countOperations } from "./count-operations.ts";
import { constantNode } from "./nodes/constant.ts";
import { dropLevelNode } from "./nodes/drop-level.ts";
import { innerProductNode } from "./nodes/inner-product.ts";
import { inputNode } from "./nodes/input.ts";
import { type ProtectNode, protectNode } from "./nodes/protect.ts";
import { relinearizeRescaleNode } from "./nodes/relinearize-rescale.ts";
import { rescaleNode } from "./nodes/rescale.ts";
import { rotateNode } from "./nodes/rotate.ts";
import { rotateSumNode } from "./nodes/rotate-sum.ts";
import { signedSumNode } from "./nodes/signed-sum.ts";
import { squareNode } from "./nodes/square.ts";
import { sumOfProductsNode } from "./nodes/sum-of-products.ts";
import type { ProgramNode } from "./program.ts";
import { requiredKeys } from "./required-keys.ts";
import { trackLevels } from "./track-levels.ts";
import { type VerifyOptions, verifyProgram } from "./verify-program.ts";

const { row } = presets;

const verify = (nodes: readonly ProgramNode[], options: Partial<VerifyOptions> = {}) => {
  const parameters = options.parameters ?? row;
  const defaults = { parameters, tensors: diagonalTensors(), protection: "standard" } as const;
  return verifyProgram(diagonalOf(nodes, parameters), { ...defaults, ...options });
};

/** The program with some nodes replaced. */
const replaced = (nodes: Readonly<Record<number, ProgramNode>>): ProgramNode[] =>
  diagonalNodes().map((node, id) => nodes[id] ?? node);

const protect = (changes: Partial<Omit<ProtectNode, "kind">>): ProgramNode =>
  protectNode({ ...(diagonalNodes()[15] as ProtectNode), ...changes });

describe("a diagonal program that keeps the rules", () => {
  it("two levels a square, one for the last layer; scales exact; two parts but after the square", () => {
    const { states, protections } = verify(diagonalNodes());
    expect(states.map(({ level }) => level)).toEqual([3, 3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 0, 0]);
    expect(states.map(({ parts }) => parts)).toEqual([2, 1, 2, 1, 2, 2, 1, 2, 3, 2, 1, 2, 2, 1, 2, 2, 2]);
    expect(states[5]!.scale).toBe(2 ** 29);
    expect(Math.log2(states[16]!.scale)).toBeCloseTo(24, 9);
    // Two coefficients of a mask on two limbs: it holds under any key.
    expect(protections[0]).toMatchObject({ released: 2, anyKey: true, statisticalBits: 0 });
  });

  it("needs exactly the keys that it uses, each at the highest level of use", () => {
    const { program, states } = verify(diagonalNodes());
    expect(requiredKeys(program, states)).toEqual({
      relinearization: 2,
      rotations: [
        { steps: 1, level: 3 },
        { steps: 2, level: 3 },
      ],
    });
  });

  it("counts operations as one does by hand", () => {
    const { program, states } = verify(diagonalNodes());
    const { ntt, accumulate, convert, sample } = countOperations(program, states, row);
    // Limbs 4: rotation 4 + 16 to decompose, 2 x (1 + 4) to divide; sum 4 + 16, 2 x (2 + 3) as it rescales. Limbs 3:
    // relinearization 3 + 9, 2 x (2 + 2). Limbs 2: sum 2 + 4, 2 x (1 + 2). Protection 1 mask and 2 parts of 2 limbs.
    expect(ntt).toBe(20 + 10 + 20 + 10 + (12 + 8) + (6 + 6) + 6);
    expect(convert).toBe(16 + 8 + 16 + 6 + (9 + 4) + (4 + 4) + 2);
    // Products with weights, where they are summed, 2 parts each; keys 2 halves of digits x (limbs + 1).
    expect(accumulate).toBe(2 * 2 * 4 + 2 * 4 * 5 * 2 + 2 * 3 * 4 + 2 * 2 * 3);
    expect(sample).toBe(3);
  });

  it("counts one decomposition for all rotations of one input", () => {
    const nodes = diagonalNodes();
    const twice = [
      ...nodes.slice(0, 3),
      nodes[3]!,
      rotateNode({ input: 0, steps: 2 }),
      innerProductNode({ inputs: [2, 4], constants: [1, 3] }),
    ];
    const once = [...nodes.slice(0, 3), nodes[3]!, innerProductNode({ inputs: [0, 2], constants: [1, 3] })];
    const nttOf = (list: readonly ProgramNode[]): number => {
      const states = list.map(() => ({ level: 3, scale: 1, parts: 2 as const }));
      return countOperations(diagonalOf(list), states, row).ntt;
    };
    expect(nttOf(twice) - nttOf(once)).toBe(10);
  });
});

/** The cube of an input: its square, relinearized one level below, times itself at some level. */
const cubic = (level: number, addend: number | null = null): ProgramNode[] => [
  inputNode({ name: "x", level: 3, scale: 2 ** 25 }),
  squareNode({ input: 0 }),
  relinearizeRescaleNode({ input: 1 }),
  dropLevelNode({ input: 0, level }),
  sumOfProductsNode({ lefts: [3], rights: [2], addend }),
  relinearizeRescaleNode({ input: 4 }),
];

describe("products of two ciphertexts", () => {
  const statesOf = (nodes: readonly ProgramNode[]) => trackLevels(diagonalOf(nodes), row);

  it("are of three parts at the product of both scales, on the lower level", () => {
    const states = statesOf(cubic(2));
    expect(states[3]).toEqual({ level: 2, scale: 2 ** 25, parts: 2 });
    expect(states[4]).toEqual({ level: 2, scale: 2 ** 75 / row.primes[3]!, parts: 3 });
    expect(states[5]).toMatchObject({ level: 1, parts: 2 });
  });

  it("count four unreduced products a pair and limb, and no transform", () => {
    const [nodes, states] = [cubic(2), statesOf(cubic(2))];
    const countOf = (count: number) => countOperations(diagonalOf(nodes.slice(0, count)), states.slice(0, count), row);
    expect(countOf(5)).toEqual({ ...countOf(3), accumulate: countOf(3).accumulate + 4 * 3 });
  });

  it.each<[string, ProtocolErrorCode, readonly ProgramNode[]]>([
    ["of two levels", "PROGRAM_LEVEL", cubic(1)],
    ["after dropping no level", "PROGRAM_LEVEL", cubic(3)],
    ["with an addend of another scale", "PROGRAM_SCALE", cubic(2, 2)],
    ["with an addend of another level", "PROGRAM_LEVEL", cubic(2, 0)],
    [
      "of three parts",
      "PROGRAM_PARTS",
      [...cubic(2).slice(0, 3), sumOfProductsNode({ lefts: [1], rights: [1], addend: null })],
    ],
  ])("%s are refused", (_, code, nodes) => {
    expectCode(() => statesOf(nodes), code);
  });

  it("are refused in lists of different length, and without any", () => {
    expectCode(() => sumOfProductsNode({ lefts: [1], rights: [1, 2], addend: null }), "PROGRAM_NODE");
    expectCode(() => sumOfProductsNode({ lefts: [], rights: [], addend: null }), "PROGRAM_NODE");
    expectCode(() => sumOfProductsNode({ lefts: [1], rights: [1], addend: -1 }), "PROGRAM_NODE");
    expectCode(() => dropLevelNode({ input: 0, level: -1 }), "PROGRAM_NODE");
  });
});

describe("diagonal programs that break a rule", () => {
  it.each<[string, ProtocolErrorCode, readonly ProgramNode[]]>([
    [
      "a level too few for the bias",
      "PROGRAM_LEVEL",
      replaced({ 5: rotateSumNode({ inputs: [4, 4], steps: [0, 2], rescale: false }) }),
    ],
    ["a square that is not relinearized", "PROGRAM_PARTS", replaced({ 9: rescaleNode({ input: 8 }) })],
    ["relinearization of two parts", "PROGRAM_PARTS", replaced({ 8: rescaleNode({ input: 7 }) })],
    [
      "a rotated sum of three parts",
      "PROGRAM_PARTS",
      replaced({ 9: rotateSumNode({ inputs: [8], steps: [1], rescale: true }) }),
    ],
    ["steps beyond the slots", "PROGRAM_NODE", replaced({ 2: rotateNode({ input: 0, steps: 4096 }) })],
    [
      "steps of a sum beyond the slots",
      "PROGRAM_NODE",
      replaced({ 12: rotateSumNode({ inputs: [11, 11], steps: [0, 8191], rescale: false }) }),
    ],
    [
      "a diagonal shifted beyond the slots",
      "PROGRAM_TENSOR",
      replaced({
        3: constantNode({
          tensor: "hidden",
          encoding: { kind: "slots", order: "diagonal", repeat: 1, index: 1, shift: 4096 },
          level: 3,
          scale: row.primes[3]!,
        }),
      }),
    ],
    [
      "a matrix that repeats beyond the slots",
      "PROGRAM_TENSOR",
      replaced({
        3: constantNode({
          tensor: "hidden",
          encoding: { kind: "slots", order: "diagonal", repeat: 2048, index: 1, shift: 0 },
          level: 3,
          scale: row.primes[3]!,
        }),
      }),
    ],
    [
      "a matrix for a vector",
      "PROGRAM_TENSOR",
      replaced({
        6: constantNode({ tensor: "hidden", encoding: { kind: "slots", order: "periodic" }, level: 2, scale: 2 ** 29 }),
      }),
    ],
    [
      "weights of two scales",
      "PROGRAM_SCALE",
      replaced({
        3: constantNode({
          tensor: "hidden",
          encoding: { kind: "slots", order: "diagonal", repeat: 1, index: 1, shift: 0 },
          level: 3,
          scale: 2 ** 20,
        }),
      }),
    ],
    [
      "a constant in coefficients",
      "PROGRAM_VALUE_ORDER",
      replaced({
        6: constantNode({
          tensor: "hidden-bias",
          encoding: { kind: "coefficients", order: "block-ends", block: 4, rows: 1 },
          level: 2,
          scale: 2 ** 29,
        }),
      }),
    ],
    [
      "a node of another layout",
      "PROGRAM_LAYOUT",
      replaced({ 12: signedSumNode({ inputs: [11, 11], signs: [1, 1] }) }),
    ],
    ["everything released", "PROGRAM_LAYOUT", replaced({ 15: protect({ positions: "all" }) })],
    ["a coefficient outside of the subring", "PROGRAM_LAYOUT", replaced({ 15: protect({ positions: [0, 4095] }) })],
    ["a subring of three slots", "PROGRAM_LAYOUT", replaced({ 15: protect({ positions: [0, 1, 2, 3, 4, 5] }) })],
    ["no flooding", "PROGRAM_FLOODING", replaced({ 15: protect({ flooding: 2 ** -12 }) })],
    [
      "more released than the mask survives under a crafted key",
      "PROGRAM_RELEASES",
      replaced({ 15: protect({ positions: Array.from({ length: 1024 }, (_, k) => 8 * k) }) }),
    ],
  ])("%s: %s", (_, code, nodes) => {
    expectCode(() => verify(nodes), code);
  });

  it("refuses strong protection after a square, and parameters without special primes", () => {
    expectCode(() => verify(diagonalNodes(), { protection: "strong" }), "PROGRAM_FLOODING");
    const nodes = diagonalNodes().map((node) => (node.kind === "input" ? { ...node, level: 2 } : node));
    const keyed = [nodes[0]!, rotateNode({ input: 0, steps: 1 })];
    const rest = [
      protectNode({ input: 1, positions: [0, 2048], flooding: 2 ** -11, outputLevel: 1, modulusBits: null }),
      { ...(diagonalNodes()[16] as object), input: 2 } as ProgramNode,
    ];
    expectCode(() => verify([...keyed, ...rest], { parameters: presets.columns, tensors: new Map() }), "PROGRAM_KEYS");
  });

  it("refuses nodes that say nothing or too much", () => {
    expectCode(() => rotateNode({ input: 0, steps: 0 }), "PROGRAM_NODE");
    expectCode(() => rotateSumNode({ inputs: [0, 0], steps: [0, 0], rescale: true }), "PROGRAM_NODE");
    expectCode(() => rotateSumNode({ inputs: [0, 0], steps: [1], rescale: true }), "PROGRAM_NODE");
    expectCode(() => innerProductNode({ inputs: [0], constants: [1, 2] }), "PROGRAM_NODE");
    expectCode(() => relinearizeRescaleNode({ input: -1 }), "PROGRAM_NODE");
  });
});
