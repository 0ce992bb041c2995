import { CkksError } from "@velum/ckks";
import { runLinear } from "@velum/model";
import { requestFrameBytes, responseFrameBytes, VelumError } from "@velum/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ask } from "../reference/ask.ts";
import { compiledModel } from "../reference/compiled-model.ts";
import { infer } from "./infer.ts";

const weight = fc.double({ min: -0.9, max: 0.9, noNaN: true });
const value = fc.double({ min: -4, max: 4, noNaN: true });

describe("infer", () => {
  test.each(["standard", "strong"] as const)("%s: answers any linear model within the promise", async (protection) => {
    const shape = fc
      .array(fc.tuple(weight, value), { minLength: 1, maxLength: 40 })
      .chain((pairs) => fc.record({ pairs: fc.constant(pairs), bias: value }));
    await fc.assert(
      fc.asyncProperty(shape, async ({ pairs, bias }) => {
        const { clear, loaded } = await compiledModel(
          pairs.map(([w]) => w / pairs.length),
          bias,
          protection,
        );
        const x = pairs.map(([, v]) => v);
        const question = ask(loaded, x);
        const answer = question.open(infer(loaded, question.bytes));
        expect(Math.abs(answer - runLinear(clear, x)[0]!)).toBeLessThanOrEqual(0.004);
      }),
      { numRuns: 12 },
    );
  });

  test("frames have the lengths that the plan says, whatever the input", async () => {
    const { loaded } = await compiledModel([0.5, -0.25, 0.125], 1);
    const served = loaded.expectation.plans[0]!;
    for (const x of [
      [0, 0, 0],
      [4, -4, 4],
    ]) {
      const question = ask(loaded, x);
      expect(question.bytes.length).toBe(requestFrameBytes(served));
      expect(infer(loaded, question.bytes).length).toBe(responseFrameBytes(served));
    }
    expect(loaded.expectation.maxBytes).toBe(requestFrameBytes(served));
    expect(requestFrameBytes(served)).toBeLessThanOrEqual(28 * 1024);
    expect(responseFrameBytes(served)).toBeLessThanOrEqual(8 * 1024);
  });

  test("refuses another model's request, a longer one and a broken one, and then answers the next", async () => {
    const { clear, loaded } = await compiledModel([0.5, -0.25], 1);
    const other = await compiledModel([0.5, -0.25], 1, "strong");
    const question = ask(loaded, [1, 2]);
    expect(() => infer(other.loaded, question.bytes)).toThrow(VelumError);
    expect(() => infer(loaded, ask(other.loaded, [1, 2]).bytes)).toThrow(CkksError);
    const broken = question.bytes.slice();
    broken[3000] = broken[3000]! ^ 1;
    expect(() => infer(loaded, broken)).toThrow(CkksError);
    const answer = question.open(infer(loaded, question.bytes));
    expect(Math.abs(answer - runLinear(clear, [1, 2])[0]!)).toBeLessThanOrEqual(0.004);
  });
});
