import { type BundlePlan, countOperations, readBundle } from "@velum/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { modelOf } from "../../../reference/deep-model.ts";
import { encryptedRunner } from "../../../reference/run-encrypted.ts";
import { numbersOf } from "../../../reference/square-networks.ts";
import { type Compilation, compile } from "../../compile.ts";
import { runClear } from "../../interpreters/run-clear.ts";
import { simulate } from "../../interpreters/simulate.ts";
import { polynomialActivation } from "../../network/activation.ts";
import { runPolynomial } from "../fit-activation.ts";

const options = {
  name: "net",
  version: "1",
  protection: "standard",
  plans: ["columns"],
  allowModelDisclosure: true,
} as const;

const CUBIC = [0.1, 0.5, 0.2, -0.05];
const QUARTIC = [0.1, 0.5, 0.3, 0.02, -0.03];

interface Net {
  readonly widths: readonly number[];
  readonly seed: number;
  readonly coefficients: readonly number[];
}

function compiled({ coefficients, ...shape }: Net): {
  readonly plan: BundlePlan;
  readonly network: Compilation["network"];
} {
  const { bundle, network } = compile(modelOf(shape, polynomialActivation(coefficients)), options);
  return { plan: readBundle(bundle).plans[0]!, network };
}

const rowsOf = ({ widths }: Net, count: number, seed: number): readonly Float64Array[] => {
  const next = numbersOf(seed);
  return Array.from({ length: count }, () => Float64Array.from({ length: widths[0]! }, next));
};

const errorsOf = (
  got: readonly Float64Array[],
  network: Compilation["network"],
  rows: readonly Float64Array[],
): readonly number[] =>
  rows.flatMap((row, r) => Array.from(runPolynomial(network, row), (value, c) => got[r]![c]! - value));

const rms = (errors: readonly number[]): number =>
  Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
const largest = (errors: readonly number[]): number =>
  errors.reduce((most, error) => Math.max(most, Math.abs(error)), 0);

const nets = (most: number): fc.Arbitrary<Net> =>
  fc.record({
    widths: fc.tuple(
      fc.integer({ min: 1, max: most }),
      fc.integer({ min: 1, max: most }),
      fc.integer({ min: 1, max: 3 }),
    ),
    seed: fc.nat(),
    coefficients: fc.constantFrom(CUBIC, QUARTIC),
  });

describe("columns through one hidden layer of polynomials of degree 3 or 4", () => {
  it("the program is the network, for any widths", () => {
    fc.assert(
      fc.property(nets(16), (net) => {
        const { plan, network } = compiled(net);
        const rows = rowsOf(net, 5, net.seed + 1);
        const errors = errorsOf(runClear(plan.program, plan.summary.packing, rows), network, rows);
        expect(largest(errors)).toBeLessThan(1e-9);
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    ["a cubic", CUBIC],
    ["a quartic", QUARTIC],
  ])(
    "%s takes five limbs, one relinearization a hidden value and one an output, and no other key",
    (_, coefficients) => {
      const { plan } = compiled({ widths: [13, 16, 2], seed: 1, coefficients });
      expect(plan.summary.packing).toMatchObject({ kind: "columns", order: "slots", rows: 4096 });
      expect(plan.summary.input.level).toBe(4);
      expect(plan.summary.keys).toEqual({ publicKeyLevel: 1, relinearization: 3, rotations: [] });
      expect(plan.program.program.nodes.filter(({ kind }) => kind === "relinearizeRescale")).toHaveLength(16 + 2);
    },
  );

  it("counts the same operations whatever the weights (A12)", () => {
    const counts = [1, 2].map((seed) => {
      const { program } = compiled({ widths: [6, 7, 2], seed, coefficients: QUARTIC }).plan;
      return countOperations(program.program, program.states, program.parameters);
    });
    expect(counts[1]).toEqual(counts[0]);
  });

  it("20 keys, 1,024 rows each: the worst slot is within the promise, and the simulated rms within twice the measured", async () => {
    const net = { widths: [13, 16, 1], seed: 1, coefficients: QUARTIC };
    const { plan, network } = compiled(net);
    const { maxError, roundingStep } = plan.summary.precision;
    const run = await encryptedRunner(plan);
    const [measured, simulated]: [number[], number[]] = [[], []];
    for (let key = 0; key < 20; key++) {
      const rows = rowsOf(net, 1024, key);
      measured.push(...errorsOf(run(rows), network, rows));
      if (key < 4)
        simulated.push(...errorsOf(simulate(plan.program, plan.summary.packing, rows, { seed: key }), network, rows));
    }
    expect(largest(measured)).toBeLessThanOrEqual(maxError - roundingStep / 2);
    const ratio = rms(simulated) / rms(measured);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  }, 120_000);
});
