import { presets } from "@velum/ckks";
import { nextPowerOfTwo, type Program, trackLevels } from "@velum/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ACTIVATIONS,
  type PolynomialShape,
  polynomialNetworkOf,
  polynomialShapes,
} from "../../../reference/polynomial-networks.ts";
import { runSlots } from "../../../reference/run-slots.ts";
import { numbersOf, unitRanges } from "../../../reference/square-networks.ts";
import type { Target } from "../choose-parameters.ts";
import { runPolynomial } from "../fit-activation.ts";
import { assembleDiagonal, diagonalTensors } from "./assemble-diagonal.ts";
import { diagonalNetwork, networkLevels, sizesOf } from "./diagonal-network.ts";
import { chooseDiagonalScales } from "./diagonal-scales.ts";
import { layerShape, splitsOf } from "./layer-shape.ts";

const { wide } = presets;

/** On `wide`, whatever the depth, each layer by its first split. */
function assembled(shape: PolynomialShape) {
  const polynomials = polynomialNetworkOf(shape);
  const network = diagonalNetwork(polynomials);
  const inputLevel = networkLevels(network);
  const target: Target = {
    preset: "wide",
    parameters: wide,
    securityBits: 0,
    inputLevel,
    protectLevel: 1,
    outputLevel: 0,
  };
  const scales = chooseDiagonalScales({ bound: 16, maxError: 0.004 }, target);
  const splits = network.layers.map(({ outputs, inputs }) => splitsOf(layerShape(outputs, inputs, 1), false)[0]!);
  const { program } = assembleDiagonal(
    network,
    splits,
    scales,
    sizesOf(network, unitRanges(shape.widths[0]!)),
    16,
    target,
  );
  return { polynomials, network, program };
}

const fits = (shape: PolynomialShape): boolean =>
  networkLevels(diagonalNetwork(polynomialNetworkOf(shape))) <= wide.maxLevel;

const kindsOf = ({ nodes }: Program): readonly unknown[] =>
  nodes.map((node) => ({ ...node, ...("scale" in node ? { scale: 0 } : {}) }));

describe("polynomials in slots", () => {
  test("are the network's in every slot, at a scale and level each, for random widths, degrees and activations", () => {
    fc.assert(
      fc.property(polynomialShapes(5).filter(fits), (shape) => {
        const { polynomials, network, program } = assembled(shape);
        const states = trackLevels(program, wide);
        expect(states[0]!.level - states.at(-1)!.level).toBe(networkLevels(network));
        const next = numbersOf(shape.seed);
        const x = Float64Array.from({ length: shape.widths[0]! }, next);
        const period = nextPowerOfTwo(x.length);
        const input = Float64Array.from({ length: wide.slotCount }, (_, i) => x[i % period] ?? 0);
        const result = runSlots(program, diagonalTensors(network), input);
        const expected = runPolynomial(polynomials, x);
        const size = 1 + Math.max(...expected.map(Math.abs));
        const outputs = nextPowerOfTwo(expected.length);
        for (const i of [...Array(outputs).keys(), wide.slotCount - 1]) {
          expect(Math.abs(result[i]! - (expected[i % outputs] ?? 0))).toBeLessThan(1e-7 * size);
        }
      }),
      // One set of draws: what rounding does to polynomials that run away has no bound that a test could state.
      { numRuns: 12, seed: 20 },
    );
  });

  test("nodes follow from the degree alone, whatever the function and its weights (A12)", () => {
    for (const degree of [3, 6, 12]) {
      const shapes = ACTIVATIONS.map((activation, seed) => ({
        widths: [4, 5, 2],
        layers: [{ activation, degree }],
        seed,
      }));
      const [first, ...others] = shapes.map((shape) => kindsOf(assembled(shape).program));
      for (const other of others) expect(other).toEqual(first);
    }
  });
});
