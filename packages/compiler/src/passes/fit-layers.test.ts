import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { networkModel, rowsIn } from "../../reference/networks.ts";
import { ACTIVATIONS, polynomialNetworkOf, polynomialShapes } from "../../reference/polynomial-networks.ts";
import { unitRanges } from "../../reference/square-networks.ts";
import type { Activation } from "../network/activation.ts";
import { approximationError } from "./approximation.ts";
import { hiddenLayers, layerDegree, neuronRange, runAffine, runPolynomialLayer } from "./fit-activation.ts";
import { fitLayers } from "./fit-layers.ts";
import { sizeOf } from "./input-groups.ts";
import { layeredNetwork } from "./layered-network.ts";
import { proveRange } from "./prove-range.ts";

describe("fitLayers", () => {
  it("proves what every hidden value and every output can be, for random nets of any activation", () => {
    fc.assert(
      fc.property(polynomialShapes(6), (shape) => {
        const network = polynomialNetworkOf(shape);
        const { largest } = proveRange(network, null, unitRanges(network.features));
        for (const x of rowsIn(network.features, 40, shape.seed + 99)) {
          let values = x;
          for (const layer of hiddenLayers(network)) {
            const sums = runAffine(layer.affine, values);
            values = runPolynomialLayer(values, layer);
            layer.neurons.forEach((neuron, k) => {
              const { lo, hi } = neuron.proven;
              const slack = 1e-9 * (1 + sizeOf(neuron.proven));
              expect(sums[k]!).toBeGreaterThanOrEqual(lo - slack);
              expect(sums[k]!).toBeLessThanOrEqual(hi + slack);
              const range = neuronRange(neuron);
              expect(Math.abs(values[k]!)).toBeLessThanOrEqual(sizeOf(range) * (1 + 1e-9) + 1e-9);
            });
          }
          for (const output of runAffine(network.output, values)) expect(Math.abs(output)).toBeLessThanOrEqual(largest);
        }
      }),
      // One set of draws: what rounding does to polynomials that run away has no bound that a test could state.
      { numRuns: 25, seed: 20 },
    );
  });

  const fitted = (activation: Activation, degree: number) => {
    const model = networkModel([6, 8, 5, 1], [activation, activation], 5);
    const network = layeredNetwork(model.layers);
    const rows = rowsIn(6, 200, 3);
    return { network, rows, found: fitLayers(network, unitRanges(6), rows, [degree, degree]) };
  };

  it.each(ACTIVATIONS.map((activation) => [activation.name, activation] as const))(
    "%s: two layers of degree 7 are within a hundredth of the outputs, of degree 15 nearer",
    (_, activation) => {
      const error = (degree: number): number => {
        const { network, rows, found } = fitted(activation, degree);
        expect(hiddenLayers(found).map(layerDegree)).toEqual([degree, degree]);
        return approximationError(network, found, rows).rms;
      };
      expect(error(7)).toBeLessThan(0.02);
      expect(error(15)).toBeLessThan(error(7));
    },
  );

  it("stays where it was fitted on every row that the schema admits, data or not", () => {
    const { found } = fitted(ACTIVATIONS[1]!, 7);
    for (const { neurons } of hiddenLayers(found)) {
      for (const { proven, fitted: domain, seen } of neurons) {
        expect(domain.lo).toBeLessThanOrEqual(proven.lo);
        expect(domain.hi).toBeGreaterThanOrEqual(proven.hi);
        // tanh never exceeds 1; the polynomial hardly does.
        expect(seen.length).toBe(200);
      }
      for (const neuron of neurons) expect(sizeOf(neuronRange(neuron))).toBeLessThan(1.2);
    }
  });

  it("gives a value that never changes an interval all the same", () => {
    const model = networkModel([2, 2, 1], [ACTIVATIONS[0]!], 5);
    const [first, ...rest] = model.layers as [
      Extract<(typeof model.layers)[0], { kind: "affine" }>,
      ...typeof model.layers,
    ];
    const dead = { ...first, weights: first.weights.map((w, i) => (i < 2 ? 0 : w)), bias: Float64Array.of(-1, 0.5) };
    for (const degree of [2, 5]) {
      const found = fitLayers(layeredNetwork([dead, ...rest]), unitRanges(2), rowsIn(2, 40, 1), [degree]);
      const [value] = runPolynomialLayer(Float64Array.of(0.3, -0.7), found.hidden!);
      expect(Math.abs(value!)).toBeLessThan(1e-2);
    }
  });

  it("needs range data for what is no polynomial", () => {
    const network = layeredNetwork(networkModel([3, 2, 1], [ACTIVATIONS[1]!], 5).layers);
    expect(() => fitLayers(network, unitRanges(3), [], [7])).toThrow(
      expect.objectContaining({ code: "COMPILE_RANGE_DATA" }),
    );
  });
});
