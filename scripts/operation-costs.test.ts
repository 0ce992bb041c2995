import { createParameters } from "@velum/ckks";
import { describe, expect, test } from "vitest";
import { countingContext } from "../packages/evaluator/reference/counting-context.ts";
import { OPERATION_COSTS, type OperationCost } from "./operation-costs.ts";
import { HOISTED, operationsOf } from "./operations.ts";

const SHAPES = [
  { ringDegree: 4096, modulusBits: [24, 23, 23], specialBits: [25] },
  { ringDegree: 8192, modulusBits: [28, 28, 28, 28, 28], specialBits: [30, 30] },
];

describe.each(SHAPES)("with primes of $modulusBits and $specialBits bits", async (options) => {
  const shape = { limbs: options.modulusBits.length, specialPrimes: options.specialBits.length };
  const digits = Math.ceil(shape.limbs / shape.specialPrimes);
  const context = await countingContext(createParameters(options));
  const operations = operationsOf(context);

  test("the cases are those of the bench", () => {
    expect(Object.keys(operations)).toEqual(Object.keys(OPERATION_COSTS));
  });

  test.each(Object.keys(OPERATION_COSTS))("%s makes the transforms and products that the page says", (name) => {
    context.calls.clear();
    operations[name]!();
    const calls = (kernel: string): number => context.calls.get(kernel) ?? 0;
    const share = name === "rotate-hoisted-8" ? HOISTED.length : 1;
    const counted: OperationCost = {
      forward: calls("ntt") / share,
      inverse: calls("intt") / share,
      products:
        (calls("multiply") + calls("multiplyAdd") + calls("multiplyFixed") + 2 * digits * calls("innerProductPair")) /
        share,
      uniform: calls("sampleUniform") / share,
    };
    expect(counted).toEqual(OPERATION_COSTS[name]!(shape));
  });
});
