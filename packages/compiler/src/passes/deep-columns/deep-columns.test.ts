import { type BundlePlan, countOperations, readBundle } from "@velum/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { modelOf } from "../../../reference/deep-model.ts";
import { encryptedRunner } from "../../../reference/run-encrypted.ts";
import {
  type NetworkShape,
  networkShapes,
  numbersOf,
  runSquareNetwork,
  squareNetworkOf,
} from "../../../reference/square-networks.ts";
import { compile } from "../../compile.ts";
import { runClear } from "../../interpreters/run-clear.ts";
import { simulate } from "../../interpreters/simulate.ts";

const options = {
  name: "net",
  version: "1",
  protection: "standard",
  plans: ["columns"],
  allowModelDisclosure: true,
} as const;

const planOf = (shape: NetworkShape): BundlePlan => readBundle(compile(modelOf(shape), options).bundle).plans[0]!;

const rowsOf = (shape: NetworkShape, count: number, seed: number): readonly Float64Array[] => {
  const next = numbersOf(seed);
  return Array.from({ length: count }, () => Float64Array.from({ length: shape.widths[0]! }, next));
};

const clearOf = (shape: NetworkShape, rows: readonly Float64Array[]): readonly (readonly number[])[] => {
  const network = squareNetworkOf(shape);
  return rows.map((row) => runSquareNetwork(network, Array.from(row)));
};

const errorsOf = (got: readonly Float64Array[], clear: readonly (readonly number[])[]): readonly number[] =>
  got.flatMap((row, r) => Array.from(row, (value, c) => value - clear[r]![c]!));

const rms = (errors: readonly number[]): number =>
  Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
const largest = (errors: readonly number[]): number =>
  errors.reduce((most, error) => Math.max(most, Math.abs(error)), 0);

const twoHidden = (most: number): fc.Arbitrary<NetworkShape> =>
  networkShapes(most).filter(({ widths }) => widths.length === 4);

describe("columns through two hidden layers of squares", () => {
  it("the program is the network, for any widths", () => {
    fc.assert(
      fc.property(twoHidden(20), (shape) => {
        const { program, summary } = planOf(shape);
        const rows = rowsOf(shape, 5, shape.seed + 1);
        const clear = clearOf(shape, rows);
        const size = Math.max(1, ...clear.flat().map(Math.abs));
        expect(largest(errorsOf(runClear(program, summary.packing, rows), clear))).toBeLessThan(1e-9 * size);
      }),
      { numRuns: 20 },
    );
  });

  it("13-16-8-1 on deep: 4,096 rows, a relinearization key alone, levels as in parameters.md", () => {
    const { summary, program } = planOf({ widths: [13, 16, 8, 1], seed: 1 });
    expect(summary.packing).toMatchObject({ kind: "columns", order: "slots", rows: 4096 });
    expect(summary.keys).toEqual({ publicKeyLevel: 1, relinearization: 4, rotations: [] });
    expect(summary.protection.modelPrivacy).toBe("honest-key");
    const levels = (kind: string): readonly number[] => [
      ...new Set(summary.nodes.filter((node) => node.kind === kind).map(({ level }) => level)),
    ];
    expect([levels("input"), levels("square"), levels("relinearizeRescale"), levels("protect")]).toEqual([
      [5],
      [4, 2],
      [3, 1],
      [1],
    ]);
    // One of eight sums and one of the output; three parts are never rescaled, which the rules of programs refuse.
    expect(program.program.nodes.filter(({ kind }) => kind === "relinearizeRescale")).toHaveLength(9);
  });

  it("counts the same operations whatever the weights (A12)", () => {
    const counts = [1, 2].map((seed) => {
      const { program } = planOf({ widths: [6, 7, 3, 1], seed });
      return countOperations(program.program, program.states, program.parameters);
    });
    expect(counts[1]).toEqual(counts[0]);
  });

  it("20 keys, 4,096 rows each: the worst slot is within the promise, and the simulated rms within twice the measured", async () => {
    const shape = { widths: [13, 16, 8, 1], seed: 1 };
    const plan = planOf(shape);
    const { maxError, roundingStep } = plan.summary.precision;
    expect(maxError).toBe(0.004);
    const run = await encryptedRunner(plan);
    const [measured, simulated]: [number[], number[]] = [[], []];
    for (let key = 0; key < 20; key++) {
      const rows = rowsOf(shape, 4096, key);
      const clear = clearOf(shape, rows);
      measured.push(...errorsOf(run(rows), clear));
      if (key < 2)
        simulated.push(...errorsOf(simulate(plan.program, plan.summary.packing, rows, { seed: key }), clear));
    }
    expect(largest(measured)).toBeLessThanOrEqual(maxError - roundingStep / 2);
    const ratio = rms(simulated) / rms(measured);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  }, 120_000);

  it("several outputs, any widths: within the promise", async () => {
    await fc.assert(
      fc.asyncProperty(twoHidden(10), async (shape) => {
        const plan = planOf(shape);
        const { maxError, roundingStep } = plan.summary.precision;
        const rows = rowsOf(shape, 64, shape.seed + 1);
        const errors = errorsOf((await encryptedRunner(plan))(rows), clearOf(shape, rows));
        expect(largest(errors)).toBeLessThanOrEqual(maxError - roundingStep / 2);
      }),
      { numRuns: 4 },
    );
  }, 120_000);
});
