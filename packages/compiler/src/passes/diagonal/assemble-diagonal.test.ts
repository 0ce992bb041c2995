import { presets } from "@velum/ckks";
import { nextPowerOfTwo, requiredKeys, trackLevels } from "@velum/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runSlots } from "../../../reference/run-slots.ts";
import {
  type NetworkShape,
  networkShapes,
  numbersOf,
  runSquareNetwork,
  squareNetworkOf,
  unitRanges,
} from "../../../reference/square-networks.ts";
import { diagonalTargets, type Target } from "../choose-parameters.ts";
import { assembleDiagonal, diagonalTensors } from "./assemble-diagonal.ts";
import { chooseSplits, evaluationKeyBytes } from "./choose-splits.ts";
import { networkLevels, sizesOf } from "./diagonal-network.ts";
import { chooseDiagonalScales } from "./diagonal-scales.ts";
import { type LayerSplit, layerShape, repetitions, splitsOf } from "./layer-shape.ts";

const { slotCount } = presets.row;

/** Assembles a network of random weights for any splits of its layers. */
function assembly(shape: NetworkShape) {
  const network = squareNetworkOf(shape);
  const target = diagonalTargets(networkLevels(network))[0] as Target;
  const scales = chooseDiagonalScales({ bound: 16, maxError: 0.004 }, target);
  const sizes = sizesOf(network, unitRanges(shape.widths[0]!));
  const assemble = (splits: readonly LayerSplit[]) =>
    assembleDiagonal(network, splits, scales, sizes, 16, target).program;
  return { network, target, assemble };
}

/** What a client packs. */
function pack(x: readonly number[], repeat: number): Float64Array {
  const period = repeat * nextPowerOfTwo(x.length);
  return Float64Array.from({ length: slotCount }, (_, i) => x[Math.floor((i % period) / repeat)] ?? 0);
}

describe("assembleDiagonal", () => {
  test("computes the network in every slot, for random widths, repetitions, baby steps, sums early or late", () => {
    const drawn = fc.record({
      shape: networkShapes(20),
      picks: fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
      late: fc.boolean(),
    });
    fc.assert(
      fc.property(drawn, ({ shape, picks, late }) => {
        const { network, assemble } = assembly(shape);
        const pick = <T>(list: readonly T[], k: number): T => list[picks[k]! % list.length]!;
        const splits = network.layers.map(({ outputs, inputs }, k) => {
          const repeat = k === 0 ? pick(repetitions(outputs, inputs, slotCount), 3) : 1;
          return pick(splitsOf(layerShape(outputs, inputs, repeat), late), k);
        });
        const next = numbersOf(shape.seed + 1);
        const x = Array.from({ length: shape.widths[0]! }, next);
        const result = runSlots(assemble(splits), diagonalTensors(network), pack(x, splits[0]!.shape.repeat));
        const expected = runSquareNetwork(network, x);
        const period = nextPowerOfTwo(expected.length);
        result.forEach((value, i) => {
          expect(Math.abs(value - (expected[i % period] ?? 0))).toBeLessThan(1e-9);
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe("chooseSplits", () => {
  const chosen = (widths: readonly number[]) => {
    const { network, target, assemble } = assembly({ widths, seed: 3 });
    const splits = chooseSplits(network, target.parameters, false, assemble);
    const program = assemble(splits);
    const keys = requiredKeys(program, trackLevels(program, target.parameters));
    return { splits, program, keys, kib: evaluationKeyBytes(keys, target.parameters) / 1024 };
  };

  // parameters.md has 12 rotations, 3,546 KiB for 13-16-1 and 13,768 KiB for 30-32-16-2, by other splits.
  test("13-16-1: one product a layer, sums four at a time, 12 rotations of 3,546 KiB with the relinearization key", () => {
    const { splits, keys, kib } = chosen([13, 16, 1]);
    expect(splits.map(({ shape }) => [shape.repeat, shape.diagonals, shape.terms])).toEqual([
      [16, 1, 16],
      [1, 1, 16],
    ]);
    expect(keys.rotations).toHaveLength(12);
    expect(keys.relinearization).toBe(2);
    expect(Math.round(kib)).toBe(3546);
  });

  test("30-32-16-2: baby and giant steps in the middle, keys below 14 MiB", () => {
    const { splits, kib } = chosen([30, 32, 16, 2]);
    expect([splits[1]!.shape.diagonals, splits[1]!.shape.terms]).toEqual([16, 2]);
    expect(splits[1]!.babies).toBeGreaterThan(1);
    expect(splits[1]!.babies).toBeLessThan(16);
    expect(kib).toBeLessThan(14 * 1024);
  });

  // A level too many shows here: parameters.md, 4.3.
  test("levels: two a square and one for the last layer", () => {
    const levels = (widths: readonly number[]): readonly number[] => {
      const { program } = chosen(widths);
      const { parameters } = diagonalTargets(2 * widths.length - 3)[0]!;
      const states = trackLevels(program, parameters);
      return program.nodes.flatMap(({ kind }, id) =>
        kind === "input" || kind === "square" || kind === "protect" ? [states[id]!.level] : [],
      );
    };
    expect(levels([13, 16, 1])).toEqual([3, 2, 0]);
    expect(levels([30, 32, 16, 2])).toEqual([5, 4, 2, 0]);
  });
});
