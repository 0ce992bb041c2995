import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectCode } from "../../reference/expect-code.ts";
import { outputPositions } from "../contract/packing.ts";
import { constantCoefficients } from "./constant-coefficients.ts";
import { constantNode } from "./nodes/constant.ts";

const RING = 64;

/** Product in Z[X]/(X^N + 1), by the definition. */
function negacyclicProduct(a: readonly number[], b: readonly number[]): number[] {
  const out = new Array<number>(RING).fill(0);
  a.forEach((x, i) => {
    b.forEach((y, j) => {
      const sign = i + j >= RING ? -1 : 1;
      out[(i + j) % RING]! += sign * x * y;
    });
  });
  return out;
}

const powerOfTwo = (count: number): number => 2 ** Math.ceil(Math.log2(count));

/** Any number of outputs, features and rows of blocks that fit the ring, full or not. */
const shapes = fc
  .record({
    block: fc.integer({ min: 0, max: 5 }).map((log) => 2 ** log),
    outputs: fc.nat(),
    rows: fc.nat(),
    features: fc.nat(),
  })
  .chain(({ block, ...picks }) => {
    const outputs = 1 + (picks.outputs % (RING / block));
    const rows = 1 + (picks.rows % (RING / block / powerOfTwo(outputs)));
    const features = 1 + (picks.features % block);
    const numbers = (length: number) =>
      fc.array(fc.integer({ min: -9, max: 9 }), { minLength: length, maxLength: length });
    return fc.record({
      block: fc.constant(block),
      outputs: fc.constant(outputs),
      rows: fc.constant(rows),
      features: fc.constant(features),
      x: fc.array(numbers(features), { minLength: rows, maxLength: rows }),
      weights: numbers(features * outputs),
      biases: numbers(outputs),
    });
  });

describe("constantCoefficients", () => {
  it("puts every row's inner products at its blocks' ends, the ring full or not", () => {
    fc.assert(
      fc.property(shapes, ({ block, outputs, rows, features, x, weights, biases }) => {
        const tensors = new Map([
          ["weights", { shape: [outputs, features], data: Float64Array.from(weights) }],
          ["bias", { shape: [outputs], data: Float64Array.from(biases) }],
        ]);
        const node = (tensor: string, order: "reversed-blocks" | "block-ends") =>
          constantNode({ tensor, encoding: { kind: "coefficients", order, block, rows }, level: 0, scale: 1 });
        const stride = powerOfTwo(outputs) * block;
        const packed = new Array<number>(RING).fill(0);
        x.forEach((row, r) => {
          row.forEach((value, j) => {
            packed[r * stride + j] = value;
          });
        });
        const product = negacyclicProduct(packed, [
          ...constantCoefficients(node("weights", "reversed-blocks"), tensors, RING),
        ]);
        const bias = constantCoefficients(node("bias", "block-ends"), tensors, RING);
        const packing = {
          kind: "dot",
          features,
          block,
          rows,
          monomials: null,
          outputsPerRow: powerOfTwo(outputs),
        } as const;
        const positions = outputPositions(packing, outputs) as readonly number[];
        expect(positions).toHaveLength(rows * outputs);
        x.forEach((row, r) => {
          for (let i = 0; i < outputs; i++) {
            const expected = row.reduce((sum, value, j) => sum + weights[i * features + j]! * value, biases[i]!);
            const at = positions[r * outputs + i]!;
            expect(product[at]! + bias[at]!).toBe(expected);
          }
        });
        expect(bias.filter((value) => value !== 0).length).toBe(rows * biases.filter((value) => value !== 0).length);
      }),
      { numRuns: 300 },
    );
  });

  it("refuses more rows than the ring holds, and rows that are none", () => {
    const tensors = new Map([["bias", { shape: [3], data: new Float64Array(3) }]]);
    const node = (rows: number) =>
      constantNode({
        tensor: "bias",
        encoding: { kind: "coefficients", order: "block-ends", block: 4, rows },
        level: 0,
        scale: 1,
      });
    expect(constantCoefficients(node(4), tensors, RING)).toHaveLength(RING);
    expectCode(() => constantCoefficients(node(5), tensors, RING), "PROGRAM_TENSOR");
    for (const rows of [0, -1, 1.5, 32769]) expectCode(() => node(rows), "PROGRAM_NODE");
  });
});
