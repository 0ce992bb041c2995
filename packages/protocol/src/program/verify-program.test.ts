import { presets } from "@velum/ckks";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  linearTensors,
  programOf,
  standardNodes,
  strongNodes,
  tensor,
  withNodes,
} from "../../reference/dot-program.ts";
import { expectCode } from "../../reference/expect-code.ts";
import type { ProtectionLevel } from "../contract/contract.ts";
import { addPlainNode } from "./nodes/add-plain.ts";
import { constantNode } from "./nodes/constant.ts";
import { inputNode } from "./nodes/input.ts";
import { multiplyPlainNode } from "./nodes/multiply-plain.ts";
import { outputNode } from "./nodes/output.ts";
import { protectNode } from "./nodes/protect.ts";
import { rescaleNode } from "./nodes/rescale.ts";
import { createProgram, type ProgramNode } from "./program.ts";
import type { Tensors } from "./tensor.ts";
import { verifyProgram } from "./verify-program.ts";

const { linear, linearStrong } = presets;
const coefficients = { kind: "coefficients", order: "block-ends", block: 16, rows: 1 } as const;
const strong = { parameters: linearStrong, protection: "strong" as ProtectionLevel };

function verify(nodes: readonly ProgramNode[], options: Partial<Parameters<typeof verifyProgram>[1]> = {}) {
  const parameters = options.parameters ?? linear;
  const tensors = options.tensors ?? linearTensors();
  return verifyProgram(programOf(nodes, parameters), {
    parameters,
    tensors,
    protection: options.protection ?? "standard",
  });
}

describe("a program that keeps the rules", () => {
  it("passes as standard, with exact levels and scales", () => {
    const { states, protections } = verify(standardNodes());
    expect(states.map(({ level }) => level)).toEqual([1, 1, 1, 0, 0, 0, 0, 0]);
    expect(states[3]!.scale).toBe(2 ** 24);
    expect(states[7]!.scale).toBeCloseTo(2 ** 20 * (2 ** 30 / linear.primes[0]!), 3);
    expect(protections).toHaveLength(1);
    expect(protections[0]!.bitsPerValue).toBeCloseTo(14.95, 2);
  });

  it("passes as strong, with the zero at the full modulus", () => {
    const { states, protections } = verify(strongNodes(), strong);
    expect(states.map(({ level }) => level)).toEqual([2, 2, 2, 2, 2, 0, 0]);
    expect(protections[0]!.modulusBits).toBeCloseTo(90, 2);
    // b from the final noise (A3): flooding of 2^-11 at scale 2^24 in 30 bits, whatever the modulus it was added at.
    expect(protections[0]!.bitsPerValue).toBeCloseTo(14.95, 2);
    expect(protections[0]!.statisticalBits).toBeGreaterThan(40);
  });

  it("tracks scales as rational arithmetic does", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 27 }),
        fc.integer({ min: 2 ** 15, max: 2 ** 19 }),
        (inputBits, weights) => {
          const program = withNodes(standardNodes(), {
            0: inputNode({ name: "x", level: 1, scale: 2 ** inputBits }),
            1: constantNode({ ...(standardNodes()[1] as ReturnType<typeof constantNode>), scale: weights }),
          });
          const exact =
            Number(((2n ** BigInt(inputBits) * BigInt(weights)) << 60n) / BigInt(linear.primes[1]!)) / 2 ** 60;
          const aligned = withNodes(program, {
            4: constantNode({ tensor: "bias", encoding: coefficients, level: 0, scale: exact }),
            7: outputNode({ input: 6, name: "y", bound: 2 ** -10 }),
            6: protectNode({ ...(standardNodes()[6] as ReturnType<typeof protectNode>), modulusBits: null }),
          });
          const { states } = verify(aligned, { tensors: linearTensors(() => 2 ** -20) });
          expect(Math.abs(states[7]!.scale / exact - 1)).toBeLessThan(2 ** -40);
        },
      ),
    );
  });

  it("takes equal scales within 2^-40 and no further", () => {
    const bias = (scale: number) =>
      withNodes(standardNodes(), { 4: constantNode({ tensor: "bias", encoding: coefficients, level: 0, scale }) });
    expect(() => verify(bias(2 ** 24 * (1 + 2 ** -42)))).not.toThrow();
    expectCode(() => verify(bias(2 ** 24 * (1 + 2 ** -38))), "PROGRAM_SCALE");
  });
});

describe("structure", () => {
  it.each<[string, ProgramNode[]]>([
    ["a later node", withNodes(standardNodes(), { 3: rescaleNode({ input: 5 }) })],
    ["itself", withNodes(standardNodes(), { 3: rescaleNode({ input: 3 }) })],
    ["a constant as ciphertext", withNodes(standardNodes(), { 3: rescaleNode({ input: 1 }) })],
    ["a ciphertext as constant", withNodes(standardNodes(), { 5: addPlainNode({ input: 3, constant: 2 }) })],
    ["no output", standardNodes().slice(0, 6)],
  ])("refuses an operand that is %s, or what is left out", (_, nodes) => {
    expect(() => verify(nodes)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/PROGRAM_(ORDER|UNUSED)/) }),
    );
  });

  it("refuses a node without use", () => {
    const nodes = standardNodes();
    expectCode(() => verify([...nodes, inputNode({ name: "z", level: 1, scale: 2 ** 27 })]), "PROGRAM_UNUSED");
  });

  it("refuses a name that is there twice", () => {
    const nodes = standardNodes();
    const second = [
      ...nodes,
      protectNode({ ...(nodes[6] as ReturnType<typeof protectNode>) }),
      outputNode({ input: 8, name: "y", bound: 16 }),
    ];
    expectCode(() => verify(second), "PROGRAM_ORDER");
  });

  it("refuses an output that bypasses protect (A13)", () => {
    const bypass = [...standardNodes().slice(0, 6), outputNode({ input: 5, name: "y", bound: 16 })];
    expectCode(() => verify(bypass), "PROGRAM_UNPROTECTED");
  });

  it("refuses two outputs of one protect: they would share a mask (A5)", () => {
    expectCode(
      () => verify([...standardNodes(), outputNode({ input: 6, name: "z", bound: 16 })]),
      "PROGRAM_UNPROTECTED",
    );
  });
});

describe("levels and scales", () => {
  it("refuses operands on two levels", () => {
    const nodes = withNodes(standardNodes(), {
      4: constantNode({ tensor: "bias", encoding: coefficients, level: 1, scale: 2 ** 24 }),
    });
    expectCode(() => verify(nodes), "PROGRAM_LEVEL");
  });

  it("refuses a level that the parameters do not have", () => {
    expectCode(
      () => verify(withNodes(standardNodes(), { 0: inputNode({ name: "x", level: 2, scale: 2 ** 27 }) })),
      "PROGRAM_LEVEL",
    );
  });

  it("refuses a rescale with no prime left", () => {
    const nodes = standardNodes();
    const twice = [
      ...nodes.slice(0, 6),
      rescaleNode({ input: 5 }),
      protectNode({ ...(nodes[6] as ReturnType<typeof protectNode>), input: 6 }),
      outputNode({ input: 7, name: "y", bound: 16 }),
    ];
    expectCode(() => verify(twice), "PROGRAM_LEVEL");
  });

  it("refuses a protect node that climbs, or truncates to more bits than there are", () => {
    expectCode(() => verify(standardNodes({ outputLevel: 1 })), "PROGRAM_LEVEL");
    expectCode(() => verify(standardNodes({ modulusBits: 30 })), "PROGRAM_LEVEL");
  });

  it("refuses a product whose scale leaves no room", () => {
    expectCode(
      () => verify(withNodes(standardNodes(), { 0: inputNode({ name: "x", level: 1, scale: 2 ** 40 }) })),
      "PROGRAM_SCALE",
    );
  });

  it("refuses a weight that would wrap at its scale", () => {
    expectCode(() => verify(standardNodes(), { tensors: linearTensors(() => 2 ** 33) }), "PROGRAM_SCALE");
  });
});

describe("range (rule 10)", () => {
  it("takes bound 16 at scale 2^24 in 30 bits and refuses 17", () => {
    const bound = (value: number) =>
      withNodes(standardNodes(), { 7: outputNode({ input: 6, name: "y", bound: value }) });
    expect(() => verify(bound(16))).not.toThrow();
    expectCode(() => verify(bound(17)), "PROGRAM_RANGE");
  });
});

describe("protection", () => {
  it("refuses flooding below 2^-11 of an output unit (A13)", () => {
    expectCode(() => verify(standardNodes({ flooding: 2 ** -11.01 })), "PROGRAM_FLOODING");
    expectCode(() => verify(standardNodes({ flooding: 0 })), "PROGRAM_FLOODING");
    expectCode(() => verify(strongNodes({ flooding: 2 ** -11.01 }), strong), "PROGRAM_FLOODING");
  });

  it("refuses flooding that no sampler draws, before the first request would fail: above 2^80 integers", () => {
    // The scale is 2^24 where it is added.
    expect(() => verify(standardNodes({ flooding: 2 ** -8 }))).not.toThrow();
    expectCode(() => verify(standardNodes({ flooding: 2 ** 56.5 })), "PROGRAM_FLOODING");
  });

  it("refuses `strong` whose zero comes after a rescale (A4): the measured order of the design", () => {
    const [input, weights, product, bias] = strongNodes() as [ProgramNode, ProgramNode, ProgramNode, ProgramNode];
    const [, q1, q2] = linearStrong.primes as [number, number, number];
    const scale = (2 ** 24 * q1 * q2) / q2 / q1;
    const old = [
      input,
      weights,
      product,
      rescaleNode({ input: 2 }),
      rescaleNode({ input: 3 }),
      constantNode({ ...(bias as ReturnType<typeof constantNode>), level: 0, scale }),
      addPlainNode({ input: 4, constant: 5 }),
      protectNode({ input: 6, positions: [15], flooding: 2 ** -11, outputLevel: 0, modulusBits: 26 }),
      outputNode({ input: 7, name: "y", bound: 16 }),
    ];
    expect(() => verify(old, { parameters: linearStrong })).not.toThrow();
    expectCode(() => verify(old, strong), "PROGRAM_FLOODING");
  });

  it("refuses `strong` whose weights bring more noise than 40 bits of flooding hide", () => {
    expectCode(
      () => verify(strongNodes(), { ...strong, tensors: linearTensors((i) => (i === 0 ? 1 : 1000)) }),
      "PROGRAM_FLOODING",
    );
  });

  it("refuses one released coefficient more than a crafted key allows (A1)", () => {
    const released = (count: number) => standardNodes({ positions: Array.from({ length: count }, (_, i) => i) });
    expect(verify(released(89)).protections[0]!.releaseCap).toBe(89);
    expectCode(() => verify(released(90)), "PROGRAM_RELEASES");
  });

  it("refuses a zero whose modulus and hint are above the bar", () => {
    // Both primes kept, scale 2^13: flooding of 2^-11 is an integer deviation of 4, which hides nothing of v e + e1 s.
    const nodes = [
      inputNode({ name: "x", level: 1, scale: 2 ** 7 }),
      constantNode({ ...(standardNodes()[1] as ReturnType<typeof constantNode>), scale: 2 ** 6 }),
      multiplyPlainNode({ input: 0, constant: 1 }),
      constantNode({ tensor: "bias", encoding: coefficients, level: 1, scale: 2 ** 13 }),
      addPlainNode({ input: 2, constant: 3 }),
      protectNode({ input: 4, positions: [15], flooding: 2 ** -11, outputLevel: 1, modulusBits: null }),
      outputNode({ input: 5, name: "y", bound: 16 }),
    ];
    const { got } = expectCode(() => verify(nodes), "PROGRAM_MASK");
    expect(Number(got)).toBeCloseTo(57, 0);
  });

  it("refuses a position outside the ring", () => {
    expectCode(() => verify(standardNodes({ positions: [2048] })), "PROGRAM_NODE");
  });
});

describe("constants and caps (E7)", () => {
  it.each<[string, Tensors]>([
    ["missing", new Map([["weights", tensor([1, 13])]])],
    [
      "of other axes",
      new Map([
        ["weights", tensor([13])],
        ["bias", tensor([1])],
      ]),
    ],
    [
      "wider than its block",
      new Map([
        ["weights", tensor([1, 17])],
        ["bias", tensor([1])],
      ]),
    ],
    [
      "of more rows than the ring holds",
      new Map([
        ["weights", tensor([129, 13])],
        ["bias", tensor([1])],
      ]),
    ],
    [
      "empty",
      new Map([
        ["weights", tensor([0, 13])],
        ["bias", tensor([1])],
      ]),
    ],
    [
      "shorter than its shape",
      new Map([
        ["weights", { shape: [1, 13], data: new Float64Array(12) }],
        ["bias", tensor([1])],
      ]),
    ],
    ["NaN", linearTensors((i) => (i === 0 ? Number.NaN : 1))],
    ["left over", new Map([...linearTensors(), ["spare", tensor([1])]])],
  ])("refuses a tensor that is %s", (_, tensors) => {
    expectCode(() => verify(standardNodes(), { tensors }), "PROGRAM_TENSOR");
  });

  it("refuses more nodes than 4,096", () => {
    const nodes = Array.from({ length: 4097 }, () => inputNode({ name: "x", level: 0, scale: 2 ** 20 }));
    expectCode(
      () => createProgram({ plan: "dot", layout: "dot", parameters: linear.digest, nodes }),
      "PROGRAM_TOO_LARGE",
    );
  });

  it("refuses more constants than 64 MiB", () => {
    const nodes: ProgramNode[] = [inputNode({ name: "x", level: 0, scale: 2 ** 24 })];
    for (let i = 0; i < 2047; i++)
      nodes.push(constantNode({ tensor: "bias", encoding: coefficients, level: 2, scale: 2 ** 24 }));
    const sums = [...nodes];
    for (let i = 1; i < nodes.length; i++)
      sums.push(addPlainNode({ input: i === 1 ? 0 : sums.length - 1, constant: i }));
    const top = [inputNode({ name: "x", level: 2, scale: 2 ** 24 }), ...sums.slice(1)];
    const end = [
      ...top,
      protectNode({ input: top.length - 1, positions: [15], flooding: 1, outputLevel: 2, modulusBits: null }),
    ];
    const program = [...end, outputNode({ input: end.length - 1, name: "y", bound: 16 })];
    expectCode(
      () => verify(program, { parameters: linearStrong, tensors: new Map([["bias", tensor([1])]]) }),
      "PROGRAM_TOO_LARGE",
    );
  });

  it("refuses a program of other parameters", () => {
    const program = programOf(standardNodes(), linearStrong);
    expectCode(
      () => verifyProgram(program, { parameters: linear, tensors: linearTensors(), protection: "standard" }),
      "PROGRAM_PARAMETERS",
    );
  });
});
