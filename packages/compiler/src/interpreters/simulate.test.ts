import { PLAN_NAMES, readBundle } from "@velum/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixtureModel, heartTrainingRows } from "../../reference/fixture-model.ts";
import { noise, sample } from "../../reference/models.ts";
import { encryptedRunner } from "../../reference/run-encrypted.ts";
import { compile } from "../compile.ts";
import { readModel } from "../model/read-model.ts";
import { runPolynomial } from "../passes/fit-activation.ts";
import { runClear } from "./run-clear.ts";
import { seededNormal } from "./seeded-normal.ts";
import { simulate } from "./simulate.ts";

const NAME = "heart-torch-square-dynamo";
const rangeData = heartTrainingRows(NAME);
const model = readModel(fixtureModel(NAME).graph, { rangeData });
const options = {
  name: "net",
  version: "1",
  protection: "standard",
  allowModelDisclosure: true,
  plans: PLAN_NAMES,
} as const;

/** Rows from all over what the schema admits: columns are scaled to [-1, 1]. */
const rowsOf = (count: number, seed: number): readonly Float64Array[] =>
  Array.from({ length: count }, (_, r) => Float64Array.from({ length: 13 }, (_, j) => noise(seed + r)(j)));

const rms = (errors: readonly number[]): number =>
  Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);

describe("simulate", () => {
  const { bundle, network } = compile(model, options);
  const { plans } = readBundle(bundle);

  it.each(plans.map((plan) => [plan.summary.name, plan] as const))(
    "%s: encrypted rows over 20 keys stay within the promise, and the simulated rms is within twice theirs",
    async (_, plan) => {
      const { program, summary } = plan;
      const { maxError, roundingStep } = summary.precision;
      const run = await encryptedRunner(plan);
      // 50 rows a key; fewer where each is a request of milliseconds.
      const perKey = summary.packing.kind === "diagonal" ? 4 : 50;
      const batches = Array.from({ length: 20 }, (_, key) => rowsOf(perKey, 50 * key));
      const measured: number[] = [];
      const simulated: number[] = [];
      batches.forEach((rows, seed) => {
        const clear = rows.map((row) => runPolynomial(network, row)[0]!);
        run(rows).forEach((scores, i) => {
          const rounded = Math.round(scores[0]! / roundingStep) * roundingStep;
          expect(Math.abs(rounded - clear[i]!)).toBeLessThanOrEqual(maxError);
          measured.push(scores[0]! - clear[i]!);
        });
        const few = rows.slice(0, Math.min(summary.packing.rows, 8));
        simulate(program, summary.packing, few, { seed }).forEach((scores, i) => {
          simulated.push(scores[0]! - clear[i]!);
        });
      });
      expect(measured).toHaveLength(20 * perKey);
      const ratio = rms(simulated) / rms(measured);
      expect(ratio).toBeGreaterThan(0.5);
      expect(ratio).toBeLessThan(2);
    },
  );

  it("repeats with its seed, and only with that", () => {
    const { program, summary } = plans[0]!;
    const rows = rowsOf(1, 3);
    const scores = (seed: number): number => simulate(program, summary.packing, rows, { seed })[0]![0]!;
    expect(scores(1)).toBe(scores(1));
    expect(scores(2)).not.toBe(scores(1));
    expect(Math.abs(scores(1) - runPolynomial(network, rows[0]!)[0]!)).toBeLessThan(0.004);
  });

  it("refuses more rows than the packing takes", () => {
    const { program, summary } = plans[0]!;
    expect(() => simulate(program, summary.packing, rowsOf(2, 1), { seed: 1 })).toThrow(
      expect.objectContaining({ code: "REQUEST_ROWS" }),
    );
  });
});

describe("runClear", () => {
  it("is the linear model, for every plan of random shapes", () => {
    const shape = fc.record({
      features: fc.integer({ min: 1, max: 9 }),
      outputs: fc.integer({ min: 1, max: 5 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(shape, ({ features, outputs, seed }) => {
        const shapes = Array.from({ length: features }, () => ({ kind: "numeric", minimum: -1, width: 2 }) as const);
        const made = sample(shapes, outputs, noise(seed), { allowModelDisclosure: true });
        const compiled = compile(made.model, made.options);
        for (const { program, summary } of readBundle(compiled.bundle).plans) {
          const count = Math.min(3, summary.packing.rows);
          const rows = Array.from({ length: count }, (_, r) =>
            Float64Array.from({ length: features }, (_, j) => noise(seed + 7)(r * features + j)),
          );
          runClear(program, summary.packing, rows).forEach((scores, r) => {
            runPolynomial(compiled.network, rows[r]!).forEach((expected, c) => {
              expect(Math.abs(scores[c]! - expected)).toBeLessThan(1e-12 * features);
            });
          });
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe("seededNormal", () => {
  it("has the moments of the normal distribution", () => {
    const next = seededNormal(7);
    const values = Array.from({ length: 200_000 }, next);
    const moment = (k: number): number => values.reduce((sum, value) => sum + value ** k, 0) / values.length;
    // Five deviations of the moments' own error.
    expect(Math.abs(moment(1))).toBeLessThan(5 / Math.sqrt(values.length));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / values.length));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / values.length));
  });
});
