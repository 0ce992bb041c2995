import { type Context, createEncoder, prepareZero, registers } from "@velum/ckks";
import { createPublicKey, decryptExtractedRaw, encrypt, generateSecretKey } from "@velum/ckks/secret";
import { runLinear } from "@velum/model";
import { expect, test } from "vitest";
import { ask } from "../reference/ask.ts";
import { type CompiledModel, compiledModel } from "../reference/compiled-model.ts";
import { infer } from "./infer.ts";

const KEYS = 20;
const ROWS = 8;
/** Weights and rows of the size of the heart model's: 22 inputs, logits up to 12. */
const WEIGHTS = Array.from({ length: 22 }, (_, j) => Math.sin(3 * j + 1) * 0.17);
const row = (k: number): number[] => WEIGHTS.map((_, j) => 4 * Math.cos(7 * k + j * j));

const largest = (errors: readonly number[]): number => Math.max(...errors.map(Math.abs));

/** The compiled program's own steps with its own zero, but no flooding: what encryption itself costs. */
function errorsWithoutFlooding({ clear, loaded }: CompiledModel): number[] {
  const program = loaded.programs.get("dot")!;
  const { context } = program;
  const plan = loaded.contract.plans[0]!;
  const [factor] = program.factors.values();
  const [addend] = program.addends.values();
  const errors: number[] = [];
  for (let k = 0; k < KEYS; k++) {
    using secret = generateSecretKey(context);
    const publicKey = createPublicKey(context, secret, { level: 0 });
    for (let r = 0; r < ROWS; r++) {
      const x = row(KEYS * r + k);
      const request = encrypt(context, secret, createEncoder(context).encodeCoefficients(x, plan.input));
      const steps = [registers.loadRegister(context, request)];
      const step = (next: (context: Context, last: registers.Register) => registers.Register): unknown =>
        steps.push(next(context, steps.at(-1)!));
      step((c, a) => registers.multiplyPlain(c, a, factor!));
      step((c, a) => registers.rescale(c, a));
      step((c, a) => registers.addPlain(c, a, addend!));
      step((c, a) => registers.addZero(c, a, prepareZero(c, publicKey, { level: 0, parts: 2 })));
      const answer = registers.extract(context, steps.at(-1)!, plan.response.positions as readonly number[]);
      for (const register of steps) registers.freeRegister(context, register);
      errors.push(decryptExtractedRaw(context, secret, answer)[0]! - runLinear(clear, x)[0]!);
    }
  }
  return errors;
}

test("without flooding: below 1e-4 over 20 keys", async () => {
  const model = await compiledModel(WEIGHTS, -0.5);
  expect(largest(errorsWithoutFlooding(model))).toBeLessThan(1e-4);
});

test.each(["standard", "strong"] as const)("%s, as it is served: within the promise of 4e-3", async (protection) => {
  const { clear, loaded } = await compiledModel(WEIGHTS, -0.5, protection);
  const { maxError, roundingStep } = loaded.contract.plans[0]!.precision;
  const errors = Array.from({ length: KEYS * ROWS }, (_, k) => {
    const question = ask(loaded, row(k));
    const answer = question.open(infer(loaded, question.bytes));
    return answer - runLinear(clear, row(k))[0]!;
  });
  expect(maxError).toBe(0.004);
  expect(roundingStep).toBe(2 ** -11);
  expect(largest(errors)).toBeLessThanOrEqual(maxError);
  // Flooded: 4.9e-4 rms and the rounding's 1.4e-4. Much less would mean that no flooding arrived.
  const rms = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
  expect(rms).toBeGreaterThan(3.5e-4);
  expect(rms).toBeLessThan(7e-4);
});
