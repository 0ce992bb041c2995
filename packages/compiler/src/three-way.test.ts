import { readBundle } from "@velum/protocol";
import { applyPostprocessing, type OutputValue } from "@velum/tabular";
import { beforeAll, describe, expect, it } from "vitest";
import { fixtureNames } from "../../model/src/test-support/onnx-fixtures.ts";
import { type Compiled, compiled, levelsOf } from "../reference/compiled-fixture.ts";
import { numbersOf } from "../reference/fixture-model.ts";
import { encryptedRunner } from "../reference/run-encrypted.ts";
import { runClear } from "./interpreters/run-clear.ts";
import type { CompilableModel } from "./model/compilable-model.ts";
import { runPolynomial } from "./passes/fit-activation.ts";

/** How many encrypted rows of each plan are asked, and of one that has more than five levels, which takes seconds. */
const [ROWS, DEEP_ROWS] = [24, 2];

const SILU = [10, 9, 8, 7, 5, 4, 3, 2, 0];
/**
 * Levels where a row enters, where ciphertexts are multiplied, and where results leave, of each fixture whose plan is `diagonal`. One
 * too many shows here (parameters, 4.3): a level a layer, 3 for degree 5 or 7, 4 for degree 11.
 */
const LEVELS: Readonly<Record<string, readonly number[]>> = {
  "digits-mlp": [3, 2, 0],
  "heart-mlp-tanh": [9, 8, 7, 6, 4, 3, 2, 0],
  "heart-torch-silu-dynamo": SILU,
  "heart-torch-silu-external": SILU,
  "heart-torch-silu-legacy": SILU,
};

/** The label of a row, or which side of an even chance a single number is on. */
function labelOf({ postprocessing }: CompilableModel, outputs: Readonly<Record<string, OutputValue>>): string {
  if (postprocessing.kind !== "outputs") return "";
  const label = postprocessing.outputs.find(({ kind }) => kind === "label");
  if (label !== undefined) return String(outputs[label.name]);
  const [first] = postprocessing.outputs;
  const isProbability = first!.steps.at(-1)?.kind === "sigmoid";
  return String(numbersOf(outputs[first!.name]!)[0]! > (isProbability ? 0.5 : 0));
}

function outputsOf({ postprocessing }: CompilableModel, scores: Float64Array): Readonly<Record<string, OutputValue>> {
  const prediction = applyPostprocessing(postprocessing, scores);
  return prediction.kind === "outputs" ? prediction.outputs : {};
}

/** The outputs alone: `diagonal` answers with all slots of a period, of which they are the first. */
const outputsAlone = (slots: Float64Array, clear: Float64Array): Float64Array => slots.slice(0, clear.length);

const largestGap = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

/** More rows than this may not change their label: one, or a half of a percent. */
const allowedChanges = (rows: number): number => Math.max(1, Math.floor(0.005 * rows));

describe.each(fixtureNames())("%s", (name) => {
  let subject: Compiled;
  beforeAll(() => {
    subject = compiled(name);
  });

  it("compiles with ranges that admit nearly all rows", () => {
    expect(subject.rows.length).toBeGreaterThanOrEqual(subject.fixture.rows.length - 6);
    expect(subject.compilation.report.plans.length).toBeGreaterThan(0);
  });

  it("onnxruntime = the clear program: exactly, or within the approximation that the report states, label for label", () => {
    const { model, compilation, rows } = subject;
    const { approximation } = compilation.report;
    const isRegression = name === "diabetes-ridge";
    let changed = 0;
    for (const { x, expected } of rows) {
      const scores = runPolynomial(compilation.network, x);
      const outputs = outputsOf(model, scores);
      if (!isRegression && labelOf(model, outputs) !== labelOf(model, expected)) changed++;
      if (approximation !== null) continue;
      for (const [output, value] of Object.entries(expected)) {
        const numbers = numbersOf(outputs[output]!);
        // onnxruntime computes in float32.
        numbersOf(value).forEach((number, k) => {
          expect(Math.abs(numbers[k]! - number)).toBeLessThan(2e-5 * (1 + Math.abs(number)));
        });
      }
    }
    expect(changed).toBeLessThanOrEqual(approximation === null ? 0 : allowedChanges(rows.length));
  });

  it("has no level too many", () => {
    const { plans } = readBundle(subject.compilation.bundle);
    const diagonal = plans.find(({ summary }) => summary.layout === "diagonal");
    expect(diagonal && levelsOf(diagonal.program)).toEqual(LEVELS[name]);
  });

  it("the programs of all plans in exact arithmetic = the network that they compute", () => {
    const { compilation, rows } = subject;
    for (const { program, summary } of readBundle(compilation.bundle).plans) {
      const xs = rows.slice(0, Math.min(summary.packing.rows, 4)).map(({ x }) => x);
      runClear(program, summary.packing, xs).forEach((scores, i) => {
        const expected = runPolynomial(compilation.network, xs[i]!);
        const size = 1 + compilation.report.outputs.largest;
        expect(largestGap(outputsAlone(scores, expected), expected), summary.name).toBeLessThan(1e-9 * size);
      });
    }
  });

  // One net exported three times: its key set takes seconds, and is made once.
  if (/silu-(?:dynamo|external)/.test(name)) return;

  it("encrypted = clear, within the promise, under a key for each request; labels agree", async () => {
    const { model, compilation, rows } = subject;
    for (const plan of readBundle(compilation.bundle).plans) {
      const xs = rows.slice(0, plan.summary.input.level > 5 ? DEEP_ROWS : ROWS).map(({ x }) => x);
      const { maxError, roundingStep } = plan.summary.precision;
      const run = await encryptedRunner(plan);
      let changed = 0;
      run(xs).forEach((raw, i) => {
        const clear = runPolynomial(compilation.network, xs[i]!);
        const scores = outputsAlone(raw, clear).map((value) => Math.round(value / roundingStep) * roundingStep);
        expect(largestGap(scores, clear), plan.summary.name).toBeLessThanOrEqual(maxError);
        if (labelOf(model, outputsOf(model, scores)) === labelOf(model, outputsOf(model, clear))) return;
        // Where a label changes, the scores that decide were within the promise of each other, or of the threshold.
        const sorted = Array.from(clear).sort((a, b) => b - a);
        const distance = sorted.length === 1 ? Math.abs(sorted[0]!) : sorted[0]! - sorted[1]!;
        expect(distance).toBeLessThanOrEqual(2 * maxError);
        changed++;
      });
      expect(changed).toBeLessThanOrEqual(allowedChanges(xs.length));
    }
  });
});
