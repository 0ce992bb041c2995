import { type Ciphertext, createContext } from "@velum/ckks";
import { countOperations, VelumError } from "@velum/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ACTIVATIONS, polynomialNetworkOf } from "../../compiler/reference/polynomial-networks.ts";
import {
  type NetworkShape,
  networkShapes,
  numbersOf,
  runSquareNetwork,
  squareNetworkOf,
  unitRanges,
} from "../../compiler/reference/square-networks.ts";
import type { BuiltPlan } from "../../compiler/src/passes/build-plan.ts";
import { diagonalTargets } from "../../compiler/src/passes/choose-parameters.ts";
import { buildDiagonal } from "../../compiler/src/passes/diagonal/build-diagonal.ts";
import {
  type DiagonalNetwork,
  diagonalNetwork,
  networkLevels,
} from "../../compiler/src/passes/diagonal/diagonal-network.ts";
import { runPolynomial } from "../../compiler/src/passes/fit-activation.ts";
import { countingContext } from "../reference/counting-context.ts";
import { diagonalClient } from "../reference/run-diagonal.ts";
import { execute } from "./execute.ts";
import { loadProgram } from "./load-program.ts";

/** A plan that promises little, so that every shape has one. */
function planOf(
  network: DiagonalNetwork,
  options: { readonly late?: boolean; readonly finer?: number } = {},
): BuiltPlan {
  const { layers } = network;
  const target = diagonalTargets(networkLevels(network))[0]!;
  const ranges = unitRanges(layers[0]!.inputs);
  const range = { largest: 16, bound: 16 };
  const inputs = { protection: "standard", maxError: 0.032, ranges, range } as const;
  return buildDiagonal(network, options.late ?? false, target, inputs, options.finer);
}

interface Measured {
  /** Errors of all outputs, in units of the estimate. */
  readonly errors: readonly number[];
  readonly worst: number;
}

/** Rows under so many keys, against the clear. */
async function measure(
  network: DiagonalNetwork,
  plan: BuiltPlan,
  keys: number,
  rows: number,
  seed: number,
): Promise<Measured> {
  const { parameters } = plan.target;
  const loaded = loadProgram(plan.verified, await createContext(parameters));
  const next = numbersOf(seed);
  const errors: number[] = [];
  for (let k = 0; k < keys; k++) {
    const client = await diagonalClient(plan.summary, parameters);
    for (let r = 0; r < rows; r++) {
      const x = Array.from({ length: network.layers[0]!.inputs }, next);
      const [result] = execute(loaded, client.encrypt(x));
      const expected = runSquareNetwork(network, x);
      client.open(result!, expected.length).forEach((value, c) => void errors.push(value - expected[c]!));
    }
    client.secret.dispose();
  }
  const worst = errors.reduce((most, error) => Math.max(most, Math.abs(error)), 0);
  return { errors: errors.map((error) => error / plan.precision.rms), worst };
}

describe("diagonal, encrypted against the clear", () => {
  test("networks of any width and one or two hidden layers, within the promise", async () => {
    const drawn = fc.record({ shape: networkShapes(24), late: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(drawn, async ({ shape, late }) => {
        const network = squareNetworkOf(shape);
        const plan = planOf(network, { late });
        const { worst } = await measure(network, plan, 1, 2, shape.seed);
        expect(worst).toBeLessThan(plan.precision.promise.maxError);
      }),
      { numRuns: 6 },
    );
  });

  test.each<[string, NetworkShape, number]>([
    ["13-16-1 on row", { widths: [13, 16, 1], seed: 11 }, 0],
    ["13-16-1 on row, finer values before the square", { widths: [13, 16, 1], seed: 11 }, 1],
    ["30-32-16-2 on deep", { widths: [30, 32, 16, 2], seed: 12 }, 0],
  ])("%s: rms within half of the estimate, over keys", async (_, shape, finer) => {
    const network = squareNetworkOf(shape);
    const plan = planOf(network, { finer });
    const { errors, worst } = await measure(network, plan, 4, 16 / shape.widths.at(-1)!, shape.seed);
    const rms = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
    // Of 64 values the rms is known to 9 %: six deviations.
    expect(rms).toBeGreaterThan(0.5);
    expect(rms).toBeLessThan(1.54);
    expect(worst).toBeLessThan(plan.precision.promise.maxError);
  });
});

describe("polynomials behind products of ciphertexts", () => {
  /** Two hidden layers of degree 3, on `wide`; the second test's runs on `deep`. */
  const layersOf = (degrees: readonly number[]) =>
    degrees.map((degree, k) => ({ activation: ACTIVATIONS[1 + k]!, degree }));
  const built = (widths: readonly number[], degrees: readonly number[], factor = 1) => {
    const polynomials = polynomialNetworkOf({ widths, layers: layersOf(degrees), seed: 3 });
    const network = diagonalNetwork(polynomials);
    const layers = network.layers.map((layer) => ({ ...layer, weights: layer.weights.map((w) => factor * w) }));
    return { polynomials, plan: planOf({ ...network, layers }) };
  };

  test("two hidden layers on wide: rms within the estimate, every row within the promise, over keys", async () => {
    const { polynomials, plan } = built([5, 4, 3, 1], [3, 3]);
    expect([plan.target.preset, plan.target.inputLevel]).toEqual(["wide", 7]);
    const { parameters } = plan.target;
    const loaded = loadProgram(plan.verified, await createContext(parameters));
    const next = numbersOf(4);
    const errors: number[] = [];
    for (let k = 0; k < 2; k++) {
      const client = await diagonalClient(plan.summary, parameters);
      for (let r = 0; r < 3; r++) {
        const x = Float64Array.from({ length: 5 }, next);
        const [result] = execute(loaded, client.encrypt(x));
        errors.push(client.open(result!, 1)[0]! - runPolynomial(polynomials, x)[0]!);
      }
      client.secret.dispose();
    }
    for (const error of errors) expect(Math.abs(error)).toBeLessThan(plan.precision.promise.maxError);
    // Of 6 values the rms is known to 29 %: six deviations above the estimate, which bounds what rows can do.
    const rms = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
    expect(rms).toBeLessThan(2.75 * plan.precision.rms);
  });

  test("runs the kernels that it counts, the same for all weights (A12), and frees all", async () => {
    const counts: Map<string, number>[] = [];
    for (const factor of [1, 0]) {
      const { plan } = built([4, 3, 2], [5], factor);
      const { parameters } = plan.target;
      expect(plan.target.preset).toBe("deep");
      const inputs = (await diagonalClient(plan.summary, parameters)).encrypt([1, 0, -1, 0.5]);
      const context = await countingContext(parameters);
      const loaded = loadProgram(plan.verified, context);
      execute(loaded, inputs);
      context.calls.clear();
      const before = context.blocksInUse();
      execute(loaded, inputs);
      expect(context.blocksInUse()).toBe(before);
      counts.push(new Map(context.calls));
      const expected = countOperations(plan.program, plan.verified.states, parameters);
      const called = (...names: readonly string[]) =>
        names.reduce((sum, name) => sum + (context.calls.get(name) ?? 0), 0);
      expect(called("ntt", "intt")).toBe(expected.ntt);
      expect(called("centredLift", "convertBasis")).toBe(expected.convert);
      expect(called("add", "permute", "permuteAdd", "subMultiplyScalar")).toBe(expected.add - 2 * 2);
    }
    expect(counts[1]).toEqual(counts[0]);
  });
});

describe("diagonal, executed", () => {
  const shape = { widths: [6, 7, 3, 2], seed: 5 };

  test("runs the kernels that it counts, the same for dense, sparse and zero weights (A12), and frees all", async () => {
    const dense = squareNetworkOf(shape);
    const with_ = (weight: (w: number, i: number) => number): DiagonalNetwork => ({
      ...dense,
      layers: dense.layers.map((layer) => ({ ...layer, weights: layer.weights.map(weight) })),
    });
    const counts: Map<string, number>[] = [];
    for (const network of [dense, with_((w, i) => (i % 5 === 0 ? w : 0)), with_(() => 0)]) {
      const plan = planOf(network);
      const { parameters } = plan.target;
      const inputs = (await diagonalClient(plan.summary, parameters)).encrypt([1, 0, -1, 0.5, 0.25, 1]);
      const context = await countingContext(parameters);
      const loaded = loadProgram(plan.verified, context);
      execute(loaded, inputs);
      context.calls.clear();
      const before = context.blocksInUse();
      execute(loaded, inputs);
      expect(context.blocksInUse()).toBe(before);
      counts.push(new Map(context.calls));
      const expected = countOperations(plan.program, plan.verified.states, parameters);
      const called = (...names: readonly string[]) =>
        names.reduce((sum, name) => sum + (context.calls.get(name) ?? 0), 0);
      expect(called("ntt", "intt")).toBe(expected.ntt);
      expect(called("multiply", "multiplyAdd", "multiplyFixed", "multiplyScalar", "multiplyScalarAdd")).toBe(
        expected.multiply,
      );
      expect(called("centredLift", "convertBasis")).toBe(expected.convert);
      // The sums of the mask's products on two limbs are part of `multiplyAdd`.
      expect(called("add", "permute", "permuteAdd", "subMultiplyScalar")).toBe(expected.add - 2 * 2);
    }
    for (const other of counts) expect(other).toEqual(counts[0]);
  });

  test("refuses keys that are missing or made for a lower level, before it computes", async () => {
    const plan = planOf(squareNetworkOf(shape));
    const { parameters } = plan.target;
    const client = await diagonalClient(plan.summary, parameters);
    const context = await countingContext(parameters);
    const loaded = loadProgram(plan.verified, context);
    const { keys, ...inputs } = client.encrypt([1, 0, -1, 0.5, 0.25, 1]);
    const { relinearization, galois } = client.keys;
    const low = await diagonalClient(
      { ...plan.summary, keys: { ...plan.summary.keys, relinearization: 0 } },
      parameters,
    );
    context.calls.clear();
    for (const wrong of [
      undefined,
      { relinearization: null, galois },
      { relinearization, galois: galois.slice(1) },
      { relinearization, galois: [] },
      { relinearization: low.keys.relinearization, galois },
    ]) {
      const run = (): unknown => execute(loaded, wrong === undefined ? inputs : { ...inputs, keys: wrong });
      expect(run).toThrow(VelumError);
      expect(run).toThrow("key for");
    }
    expect(context.calls.size).toBe(0);
    expect(execute(loaded, { ...inputs, keys: keys! })).toHaveLength(1);
    const foreign = inputs.ciphertexts as readonly Ciphertext[];
    expect(() => execute(loaded, { ...inputs, keys: keys!, ciphertexts: [...foreign, ...foreign] })).toThrow(
      "ciphertexts",
    );
  });
});
