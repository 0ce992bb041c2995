import { type Ciphertext, createContext, createEncoder, type PublicKey, presets } from "@velum/ckks";
import { createPublicKey, encrypt, generateSecretKey } from "@velum/ckks/secret";
import {
  addPlainNode,
  constantNode,
  countOperations,
  createProgram,
  fusedSquares,
  inputNode,
  maskedRescales,
  multiplyPlainNode,
  outputNode,
  protectNode,
  rescaleChains,
  rescaleNode,
  sumChains,
  trackLevels,
  VelumError,
  type VerifiedProgram,
  verifyProgram,
} from "@velum/protocol";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type Affine, columnsFolded, columnsLinear, columnsSquare } from "../reference/columns-programs.ts";
import { type CountingContext, countingContext } from "../reference/counting-context.ts";
import { columnsClient } from "../reference/run-columns.ts";
import { execute } from "./execute.ts";
import { lastUses } from "./lifetimes.ts";
import { loadProgram } from "./load-program.ts";

const parameters = presets.linear;
const SCALE = 2 ** 24;
const hedge = new Uint8Array(32);

/** x and y, each times its weights; the sum of neither: two protected outputs from inputs of different lifetimes. */
function twoOutputs(weights: readonly number[]): VerifiedProgram {
  const encoding = (order: "reversed-blocks" | "block-ends") =>
    ({ kind: "coefficients", order, block: 8, rows: 1 }) as const;
  const last = parameters.primes[1]!;
  const product = (input: number, first: number) => [
    constantNode({ tensor: "weights", encoding: encoding("reversed-blocks"), level: 1, scale: last }),
    multiplyPlainNode({ input, constant: first }),
    rescaleNode({ input: first + 1 }),
    constantNode({ tensor: "bias", encoding: encoding("block-ends"), level: 0, scale: SCALE }),
    addPlainNode({ input: first + 2, constant: first + 3 }),
    protectNode({ input: first + 4, positions: [7], flooding: 2 ** -11, outputLevel: 0, modulusBits: 26 }),
  ];
  const nodes = [
    inputNode({ name: "x", level: 1, scale: SCALE }),
    inputNode({ name: "y", level: 1, scale: SCALE }),
    ...product(0, 2),
    ...product(1, 8),
    outputNode({ input: 7, name: "a", bound: 8 }),
    outputNode({ input: 13, name: "b", bound: 8 }),
  ];
  const program = createProgram({ plan: "two", layout: "dot", parameters: parameters.digest, nodes });
  const tensors = new Map([
    ["weights", { shape: [1, weights.length], data: Float64Array.from(weights) }],
    ["bias", { shape: [1], data: Float64Array.of(0.25) }],
  ]);
  return verifyProgram(program, { parameters, tensors, protection: "standard" });
}

/** A hidden layer of two squares over three columns. */
const hiddenOf = (weights: readonly number[]): Affine => ({
  weights: [weights, [...weights].reverse()],
  bias: [weights[0]!, 0],
});

async function inputs(): Promise<{ readonly ciphertexts: readonly Ciphertext[]; readonly publicKey: PublicKey }> {
  const context = await createContext(parameters);
  const secret = generateSecretKey(context);
  const plaintext = createEncoder(context).encodeCoefficients([1, -2, 0.5], { level: 1, scale: SCALE });
  const ciphertexts = [1, 2].map(() => encrypt(context, secret, plaintext));
  return { ciphertexts, publicKey: createPublicKey(context, secret, { level: 0 }) };
}

/** Blocks that a run leaves in use; what it throws does not matter. */
function leftBy(context: CountingContext, run: () => unknown): number {
  const before = context.blocksInUse();
  try {
    run();
  } catch {}
  return context.blocksInUse() - before;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("execute", () => {
  test("frees every register, also when a step fails in the middle", async () => {
    const context = await countingContext(parameters);
    const loaded = loadProgram(twoOutputs([0.5, 0.25, -1]), context);
    const run = { ...(await inputs()), hedge };
    // The first run brings the weights into memory, where they stay.
    expect(execute(loaded, run)).toHaveLength(2);
    expect(leftBy(context, () => execute(loaded, run))).toBe(0);
    const outside = { getRandomValues: vi.fn().mockImplementationOnce((bytes: Uint8Array) => bytes) };
    outside.getRandomValues.mockImplementation(() => {
      throw new Error("no entropy");
    });
    vi.stubGlobal("crypto", outside);
    expect(leftBy(context, () => execute(loaded, run))).toBe(0);
    // One mask was drawn before the source failed: the second output was under way.
    expect(outside.getRandomValues).toHaveBeenCalledTimes(2);
  });

  test("runs the same kernels for dense, sparse and zero weights (A12), as many as the program counts", async () => {
    const { ciphertexts, publicKey } = await inputs();
    const counts: Map<string, number>[] = [];
    for (const weights of [
      [0.3, -1.7, 0.9],
      [0, 0, 1],
      [0, 0, 0],
    ]) {
      const context = await countingContext(parameters);
      const verified = twoOutputs(weights);
      const loaded = loadProgram(verified, context);
      context.calls.clear();
      execute(loaded, { ciphertexts, publicKey, hedge });
      counts.push(new Map(context.calls));
      const expected = countOperations(verified.program, trackLevels(verified.program, parameters), parameters);
      expect((context.calls.get("ntt") ?? 0) + (context.calls.get("intt") ?? 0)).toBe(expected.ntt);
      const kernels = ["multiply", "multiplyAdd", "multiplyFixed", "multiplyScalar", "multiplyScalarAdd"];
      const products = kernels.map((name) => context.calls.get(name) ?? 0);
      expect(products.reduce((sum, count) => sum + count)).toBe(expected.multiply);
    }
    expect(counts[1]).toEqual(counts[0]);
    expect(counts[2]).toEqual(counts[0]);
  });

  test.each([
    ["linear", [0, 0, 0], (w: readonly number[]) => columnsLinear({ weights: [w, w], bias: [w[0]!, 0] })],
    [
      "square",
      [0, 0, 0],
      (w: readonly number[]) => columnsSquare(hiddenOf(w), { weights: [w.slice(0, 2)], bias: [w[0]!] }),
    ],
    [
      "folded",
      [0, -1, 0],
      (w: readonly number[]) => columnsFolded(hiddenOf(w), { weights: [w.slice(0, 2)], bias: [0] }),
    ],
  ])(
    "columns, %s: the same kernels for dense, sparse, zero and negative weights (A12), as many as counted",
    async (_, last, program) => {
      const counts: Map<string, number>[] = [];
      for (const weights of [[0.3, -0.7, 0.9], [0, 0, 1], [-0.3, -0.7, -0.9], last]) {
        const verified = program(weights);
        const inputs = (await columnsClient(verified)).encrypt([[1, 2, 3]]);
        const context = await countingContext(verified.parameters);
        const loaded = loadProgram(verified, context);
        execute(loaded, inputs);
        context.calls.clear();
        expect(leftBy(context, () => execute(loaded, inputs))).toBe(0);
        counts.push(new Map(context.calls));
        const expected = countOperations(verified.program, verified.states, verified.parameters);
        const called = (...names: readonly string[]) =>
          names.reduce((sum, name) => sum + (context.calls.get(name) ?? 0), 0);
        expect(called("ntt", "intt")).toBe(expected.ntt);
        expect(called("multiply", "multiplyAdd", "multiplyFixed", "multiplyScalar", "multiplyScalarAdd")).toBe(
          expected.multiply,
        );
        expect(called("sampleTernary", "sampleBinomial", "sampleWide")).toBe(expected.sample);
        expect(called("centredLift")).toBe(expected.convert);
      }
      for (const other of counts) expect(other).toEqual(counts[0]);
    },
  );

  test("refuses ciphertexts that are not those of the input nodes, before it allocates", async () => {
    const context = await countingContext(parameters);
    const loaded = loadProgram(twoOutputs([1]), context);
    const { ciphertexts, publicKey } = await inputs();
    const [first, second] = ciphertexts as [Ciphertext, Ciphertext];
    const codeOf = (given: readonly Ciphertext[]): string => {
      const left = leftBy(context, () => execute(loaded, { ciphertexts: given, publicKey, hedge }));
      expect(left).toBe(0);
      try {
        execute(loaded, { ciphertexts: given, publicKey, hedge });
      } catch (error) {
        if (error instanceof VelumError) return error.code;
      }
      return "none";
    };
    expect(codeOf([first])).toBe("REQUEST_CIPHERTEXTS");
    expect(codeOf([first, second, first])).toBe("REQUEST_CIPHERTEXTS");
    expect(codeOf([first, { ...second, level: 0 as never }])).toBe("REQUEST_LEVEL");
    expect(codeOf([{ ...first, scale: (2 ** 23) as never }, second])).toBe("REQUEST_SCALE");
  });

  test("a program is loaded for its own parameters alone", async () => {
    const context = await createContext(presets.linearStrong);
    expect(() => loadProgram(twoOutputs([1]), context)).toThrow(VelumError);
  });
});

test("lifetimes: every value ends at the last node that reads it, once", () => {
  const { program } = twoOutputs([1]);
  const ends = lastUses(
    program,
    fusedSquares(program),
    sumChains(program),
    rescaleChains(program),
    maskedRescales(program),
  );
  expect(ends[3]).toEqual([0, 2]);
  expect(ends[9]).toEqual([1, 8]);
  const ended = ends.flat();
  expect(new Set(ended).size).toBe(ended.length);
  const outputs = program.nodes.flatMap((node, id) => (node.kind === "output" ? [id] : []));
  // Rescalings that are masked at once, and the sums behind them, have no value.
  const { inner } = maskedRescales(program);
  expect([...inner]).toEqual([4, 6, 10, 12]);
  expect([...ended, ...outputs, ...inner].sort((a, b) => a - b)).toEqual(program.nodes.map((_, id) => id));
});
