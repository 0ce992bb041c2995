import fc from "fast-check";
import { describe, expect, it } from "vitest";
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

const shapes = fc
  .integer({ min: 0, max: 5 })
  .chain((log) => fc.record({ block: fc.constant(2 ** log), outputs: fc.integer({ min: 1, max: RING / 2 ** log }) }))
  .chain(({ block, outputs }) =>
    fc.integer({ min: 1, max: block }).chain((features) => {
      const numbers = (length: number) =>
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: length, maxLength: length });
      return fc.record({
        block: fc.constant(block),
        outputs: fc.constant(outputs),
        features: fc.constant(features),
        x: numbers(features),
        weights: numbers(features * outputs),
        biases: numbers(outputs),
      });
    }),
  );

describe("constantCoefficients", () => {
  it("puts every inner product at its block's end, the ring full or not", () => {
    fc.assert(
      fc.property(shapes, ({ block, outputs, features, x, weights, biases }) => {
        const tensors = new Map([
          ["weights", { shape: [outputs, features], data: Float64Array.from(weights) }],
          ["bias", { shape: [outputs], data: Float64Array.from(biases) }],
        ]);
        const node = (tensor: string, order: "reversed-blocks" | "block-ends") =>
          constantNode({ tensor, encoding: { kind: "coefficients", order, block, rows: 1 }, level: 0, scale: 1 });
        const product = negacyclicProduct(x, [
          ...constantCoefficients(node("weights", "reversed-blocks"), tensors, RING),
        ]);
        const bias = constantCoefficients(node("bias", "block-ends"), tensors, RING);
        for (let i = 0; i < outputs; i++) {
          const row = weights.slice(i * features, (i + 1) * features);
          const expected = row.reduce((sum, w, j) => sum + w * x[j]!, biases[i]!);
          expect(product[i * block + block - 1]! + bias[i * block + block - 1]!).toBe(expected);
        }
        expect(bias.filter((value) => value !== 0).length).toBe(biases.filter((value) => value !== 0).length);
      }),
    );
  });
});
