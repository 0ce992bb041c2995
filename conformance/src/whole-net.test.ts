import { compile, readModel, runPolynomial } from "@velum/compiler";
import { type BundlePlan, nextPowerOfTwo, type PlanName, readBundle } from "@velum/protocol";
import { applyPreprocessing, checkRow } from "@velum/tabular";
import { describe, expect, test } from "vitest";
import { modelOf } from "../../packages/compiler/reference/deep-model.ts";
import { fixtureModel, rowOf } from "../../packages/compiler/reference/fixture-model.ts";
import { encryptedRunner } from "../../packages/compiler/reference/run-encrypted.ts";
import { numbersOf } from "../../packages/compiler/reference/square-networks.ts";
import { packRows, unpackRows } from "../../packages/compiler/src/interpreters/pack-rows.ts";
import { type Activation, polynomialActivation, SQUARE } from "../../packages/compiler/src/network/activation.ts";
import { runProgramInSeal } from "./seal-program.ts";

/** A plan of a model, rows that it admits, and the network in the clear. */
interface Subject {
  readonly plan: BundlePlan;
  readonly rows: readonly Float64Array[];
  readonly clear: (row: Float64Array) => Float64Array;
}

/** heart-torch-square, 13-16-1, from its ONNX file. */
function heartNet(plan: PlanName): Subject {
  const { graph, columns, rows: cells } = fixtureModel("heart-torch-square-dynamo");
  const rangeData = { columns, rows: cells };
  const model = readModel(graph, { rangeData });
  const options = { name: "net", version: "1", protection: "standard", allowModelDisclosure: true } as const;
  const { bundle, network } = compile(model, { ...options, plans: [plan], rangeData });
  const rows = cells.flatMap((row) => {
    try {
      return [applyPreprocessing(model.preprocessing, checkRow(model.schema, rowOf(model, columns, row)))];
    } catch {
      // Range data is rounded, so a row of it may lie outside.
      return [];
    }
  });
  return { plan: readBundle(bundle).plans[0]!, rows, clear: (row) => runPolynomial(network, row) };
}

/** A network with weights from a seed: squares, but for the last hidden layer. */
function seededNet(plan: PlanName, widths: readonly number[], last: Activation = SQUARE): Subject {
  const options = { name: "net", version: "1", protection: "standard", allowModelDisclosure: true } as const;
  const { bundle, network } = compile(modelOf({ widths, seed: 3 }, last), { ...options, plans: [plan] });
  const next = numbersOf(4);
  const rows = Array.from({ length: 200 }, () => Float64Array.from({ length: widths[0]! }, next));
  return { plan: readBundle(bundle).plans[0]!, rows, clear: (row) => runPolynomial(network, row) };
}

const QUARTIC = polynomialActivation([0.1, 0.5, 0.3, 0.02, -0.03]);

const largestGap = (a: readonly Float64Array[], b: readonly Float64Array[]): number =>
  Math.max(...a.flatMap((row, r) => Array.from(row, (value, c) => Math.abs(value - b[r]![c]!))));

/** The outputs of one row, which repeat over all slots: slot 0 alone has the bias of SEAL's digits. */
function meansOf(slots: Float64Array, outputs: number): Float64Array {
  const period = nextPowerOfTwo(outputs);
  const sums = new Float64Array(period);
  slots.forEach((value, i) => {
    sums[i % period]! += (value * period) / slots.length;
  });
  return sums.subarray(0, outputs);
}

// SEAL runs our programs, operation by operation; formats of ciphertexts and keys differ, so that none is exchanged: what both sides
// share is the bundle, its weights, primes, levels and scales.
describe("whole nets: node-seal, our engine and the clear model agree", () => {
  test.each<[string, () => Subject]>([
    ["13-16-1, diagonal", () => heartNet("diagonal")],
    ["13-16-1, columns", () => heartNet("columns")],
    ["5-6-3-2, columns with a relinearization key", () => seededNet("columns", [5, 6, 3, 2])],
    ["5-6-2 of degree 4, columns with a relinearization key", () => seededNet("columns", [5, 6, 2], QUARTIC)],
    ["5-6-3-2, diagonal", () => seededNet("diagonal", [5, 6, 3, 2])],
  ])(
    "%s",
    async (_, subject) => {
      const { plan, rows: all, clear } = subject();
      const { program, summary } = plan;
      const { packing, precision, layout } = summary;
      const rows = all.slice(0, Math.min(200, packing.rows));
      const expected = rows.map(clear);
      const slots = await runProgramInSeal(program, packRows(packing, rows, program.parameters.ringDegree));
      const outputs = expected[0]!.length;
      const theirs = layout === "columns" ? unpackRows(packing, slots, rows.length) : [meansOf(slots[0]!, outputs)];
      const ours = (await encryptedRunner(plan))(rows).map((row) => row.subarray(0, outputs));
      // SEAL does not flood: what is left of the promise is far more than its noise.
      expect(largestGap(theirs, expected)).toBeLessThan(precision.maxError / 8);
      expect(largestGap(ours, expected)).toBeLessThan(precision.maxError);
      expect(largestGap(ours, theirs)).toBeLessThan(precision.maxError);
    },
    120_000,
  );
});
