import {
  countOperations,
  estimateNoise,
  type NoiseBudget,
  type VerifiedProgram,
  valueNoise,
  verifyProgram,
} from "@velum/protocol";
import { expect, test } from "vitest";
import {
  type NetworkShape,
  numbersOf,
  runSquareNetwork,
  squareNetworkOf,
} from "../../compiler/reference/square-networks.ts";
import { deepColumnsTargets } from "../../compiler/src/passes/choose-parameters.ts";
import {
  assembleDeepColumns,
  deepColumnsTensors,
} from "../../compiler/src/passes/deep-columns/assemble-deep-columns.ts";
import { chooseDeepColumnsScales } from "../../compiler/src/passes/deep-columns/deep-columns-scales.ts";
import { foldLastSquares, type SquareLayers } from "../../compiler/src/passes/deep-columns/fold-last-squares.ts";
import { countingContext } from "../reference/counting-context.ts";
import { nodeSizes } from "../reference/node-sizes.ts";
import { columnsClient } from "../reference/run-columns.ts";
import { execute } from "./execute.ts";
import { loadProgram } from "./load-program.ts";

const BOUND = 64;

/** Two hidden layers in columns; nothing is truncated at the end, so that all other errors show. */
function programOf(network: SquareLayers): VerifiedProgram {
  const target = deepColumnsTargets(network.layers.length)[0]!;
  const folded = foldLastSquares(network);
  const squares = folded.layers.at(-1)!.inputs;
  const demands = { bound: BOUND, maxError: 0.004, squares, folded: folded.signs !== null };
  const scales = { ...chooseDeepColumnsScales(network.layers.length, demands, target), modulusBits: null };
  const sizes = {
    inputs: Array.from({ length: network.layers[0]!.inputs }, () => 1),
    layers: network.layers.map(({ outputs }) => Array.from({ length: outputs }, () => 1)),
  };
  const { program } = assembleDeepColumns(folded, scales, sizes, BOUND, target);
  return verifyProgram(program, {
    parameters: target.parameters,
    tensors: deepColumnsTensors(folded),
    protection: "standard",
    modelPrivacy: "honest-key",
  });
}

test.each<[string, NetworkShape, number]>([
  ["one output", { widths: [13, 16, 8, 1], seed: 1 }, 4e-8],
  ["two outputs", { widths: [6, 5, 4, 2], seed: 2 }, 4e-6],
])(
  "without flooding, %s: the measured error is the estimated one within a quarter",
  async (_, shape, most) => {
    const network = squareNetworkOf(shape);
    const verified = programOf(network);
    const { program, states, tensors, parameters } = verified;
    const next = numbersOf(shape.seed);
    const rows = Array.from({ length: parameters.slotCount }, () => Array.from({ length: shape.widths[0]! }, next));
    const protects = program.nodes.flatMap(({ kind }, id) => (kind === "protect" ? [id] : []));
    const KEYS = 4;
    let sum = 0;
    for (let key = 0; key < KEYS; key++) {
      const client = await columnsClient(verified);
      // The least flooding that there is, instead of the program's.
      const quiet = { ...client.loaded, deviations: new Map(protects.map((id) => [id, 2])) };
      const values = execute(quiet, client.encrypt(rows)).map(client.decrypt);
      rows.forEach((row, r) => {
        runSquareNetwork(network, row).forEach((expected, c) => {
          sum += (values[c]![r]! - expected) ** 2;
        });
      });
      client.secret.dispose();
    }
    const measured = Math.sqrt(sum / (KEYS * rows.length * protects.length));
    const sizes = nodeSizes(verified, rows);
    const assumptions = { inputNorm: 0, sizes: (node: number) => sizes[node]! };
    const budget: NoiseBudget = new Map(
      [...estimateNoise(program, states, tensors, parameters, assumptions).at(-1)!].filter(
        ([source]) => source !== "flooding",
      ),
    );
    const predicted = valueNoise(program, parameters, budget) / states.at(-1)!.scale;
    // parameters.md measured 3.1e-5; here spare bits of every level are in the scale.
    expect(measured).toBeLessThan(most);
    expect(measured / predicted).toBeGreaterThan(0.5);
    expect(measured / predicted).toBeLessThan(2);
  },
  60_000,
);

test("runs the kernels that it counts, the same for dense, sparse and zero weights (A12), and frees all", async () => {
  const dense = squareNetworkOf({ widths: [5, 6, 4, 1], seed: 5 });
  const with_ = (weight: (w: number, i: number) => number): SquareLayers => ({
    layers: dense.layers.map((layer) => ({ ...layer, weights: layer.weights.map(weight) })),
  });
  const counts: Map<string, number>[] = [];
  for (const network of [dense, with_((w, i) => (i % 5 === 0 ? w : 0)), with_(() => 0)]) {
    const verified = programOf(network);
    const { parameters } = verified;
    const inputs = (await columnsClient(verified)).encrypt([[1, 0, -1, 0.5, 0.25]]);
    const context = await countingContext(parameters);
    const loaded = loadProgram(verified, context);
    execute(loaded, inputs);
    context.calls.clear();
    const before = context.blocksInUse();
    execute(loaded, inputs);
    expect(context.blocksInUse()).toBe(before);
    counts.push(new Map(context.calls));
    const expected = countOperations(verified.program, verified.states, parameters);
    const called = (...names: readonly string[]) =>
      names.reduce((sum, name) => sum + (context.calls.get(name) ?? 0), 0);
    expect(called("ntt", "intt")).toBe(expected.ntt);
    expect(called("centredLift", "convertBasis")).toBe(expected.convert);
  }
  for (const other of counts) expect(other).toEqual(counts[0]);
});
