import type { Task } from "@velum/tabular";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { polynomialActivation, smoothActivations } from "./activation.ts";
import { createAdam } from "./adam.ts";
import { fitPolynomial } from "./fit-polynomial.ts";
import { losses } from "./loss.ts";
import { layerPlaces, type Network, parameterCount } from "./network.ts";
import { batchGradient, meanLoss } from "./train-network.ts";

describe("batchGradient", () => {
  it("is the slope of the mean loss with its penalty, for any shape, task and smooth activation", () => {
    const activations = [smoothActivations.silu, smoothActivations.tanh, polynomialActivation([0.1, 0.5, 0.3])];
    const shape = fc.record({
      sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 4 }),
      task: fc.constantFrom<Task>("binary", "multiclass", "regression"),
      rowCount: fc.integer({ min: 1, max: 5 }),
      activation: fc.constantFrom(...activations),
    });
    const entry = fc.double({ min: -1.5, max: 1.5, noNaN: true });
    const problem = shape.chain(({ sizes, task, rowCount, activation }) => {
      const outputs = task === "multiclass" ? 3 : 1;
      const places = layerPlaces([...sizes, outputs]);
      const row = fc.array(entry, { minLength: sizes[0]!, maxLength: sizes[0]! });
      return fc.record({
        rows: fc.array(row, { minLength: rowCount, maxLength: rowCount }),
        targets: fc.array(fc.integer({ min: 0, max: outputs === 3 ? 2 : 1 }), {
          minLength: rowCount,
          maxLength: rowCount,
        }),
        parameters: fc.array(entry, { minLength: parameterCount(places), maxLength: parameterCount(places) }),
        network: fc.constant<Network>({
          places,
          activations: places.slice(1).map(() => activation),
          limit: 0.7,
          rangePenalty: 0.3,
        }),
        loss: fc.constant(losses[task]),
      });
    });
    const h = 1e-5;
    fc.assert(
      fc.property(problem, ({ rows, targets, parameters, network, loss }) => {
        const samples = { rows, targets };
        const batch = Array.from(rows.keys());
        const gradient = batchGradient(network, loss, Float64Array.from(parameters), samples, batch);
        const at = (index: number, shift: number) =>
          meanLoss(
            network,
            loss,
            Float64Array.from(parameters, (p, i) => (i === index ? p + shift : p)),
            samples,
          );
        for (const [index, slope] of gradient.entries()) {
          const expected = (at(index, h) - at(index, -h)) / (2 * h);
          expect(Math.abs(slope - expected)).toBeLessThan(1e-4 * Math.max(1, Math.abs(expected)));
        }
      }),
    );
  });
});

describe("activations", () => {
  it.each(Object.entries({ ...smoothActivations, polynomial: polynomialActivation([1, -2, 0.5, 0.25]) }))(
    "%s has the slope of its values",
    (_, { value, slope }) => {
      for (const z of [-30, -2.5, -0.3, 0.4, 1, 7, 30]) {
        expect(slope(z)).toBeCloseTo((value(z + 1e-6) - value(z - 1e-6)) / 2e-6, 3);
      }
    },
  );

  it("have the values of their definitions", () => {
    // SiLU(1) = 1 / (1 + 1/e); tanh(1) = (e² - 1) / (e² + 1)
    expect(smoothActivations.silu.value(1)).toBeCloseTo(1 / (1 + 1 / Math.E), 14);
    expect(smoothActivations.tanh.value(1)).toBeCloseTo((Math.E ** 2 - 1) / (Math.E ** 2 + 1), 14);
    expect([smoothActivations.relu.value(-2), smoothActivations.relu.value(3)]).toEqual([0, 3]);
  });
});

describe("fitPolynomial", () => {
  it("finds a polynomial that is one", () => {
    const coefficients = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 6 });
    const interval = fc.tuple(fc.double({ min: -6, max: 2, noNaN: true }), fc.double({ min: 1, max: 8, noNaN: true }));
    fc.assert(
      fc.property(coefficients, interval, (expected, [from, width]) => {
        const { value } = polynomialActivation(expected);
        const fitted = polynomialActivation(fitPolynomial(value, expected.length - 1, from, from + width));
        for (let step = 0; step <= 10; step++) {
          const x = from + (width * step) / 10;
          expect(Math.abs(fitted.value(x) - value(x))).toBeLessThan(1e-6 * (1 + Math.abs(value(x))));
        }
      }),
    );
  });

  it("of ReLU on [-1, 1] is its Chebyshev series cut off", () => {
    // |x| = 2/π + 4/(3π) T2 - …, so max(x, 0) = x/2 + 1/π + 2/(3π) (2x² - 1) + … (Mason, Handscomb, section 5.1).
    const [c0, c1, c2] = fitPolynomial((x) => Math.max(0, x), 2, -1, 1);
    expect(c0).toBeCloseTo(1 / (3 * Math.PI), 4);
    expect(c1).toBeCloseTo(0.5, 10);
    expect(c2).toBeCloseTo(4 / (3 * Math.PI), 4);
  });

  it("scales with the interval, and has no even powers for an odd function", () => {
    const [c0, c1, c2, c3] = fitPolynomial(Math.tanh, 3, -2, 2);
    expect([c0, c2]).toEqual([expect.closeTo(0, 12), expect.closeTo(0, 12)]);
    expect(c1).toBeGreaterThan(0.8);
    expect(c3).toBeLessThan(-0.05);
    const [, , wide] = fitPolynomial((x) => Math.max(0, x), 2, -10, 10);
    expect(wide).toBeCloseTo(0.4 / (3 * Math.PI), 5);
  });
});

describe("createAdam", () => {
  it("takes the published first steps: the learning rate along the sign, then by the running moments", () => {
    const parameters = Float64Array.of(1, 1);
    const adam = createAdam(Uint8Array.of(0, 0), { learningRate: 0.1, weightDecay: 0 });
    adam.step(parameters, Float64Array.of(4, -0.01));
    expect([...parameters]).toEqual([expect.closeTo(0.9, 6), expect.closeTo(1.1, 6)]);
    adam.step(parameters, Float64Array.of(-4, -0.01));
    // Means (0.9·0.4 - 0.4) / (1 - 0.81) = -0.2105, squares (0.999·0.016 + 0.016) / (1 - 0.998001) = 16.
    expect(parameters[0]).toBeCloseTo(0.9 + 0.1 * (0.04 / 0.19 / 4), 6);
    expect(parameters[1]).toBeCloseTo(1.2, 5);
  });

  it("lets weights decay and biases not, whatever the gradient", () => {
    const parameters = Float64Array.of(2, 2);
    createAdam(Uint8Array.of(1, 0), { learningRate: 0.1, weightDecay: 0.5 }).step(parameters, Float64Array.of(0, 0));
    expect([...parameters]).toEqual([2 - 0.1 * 0.5 * 2, 2]);
  });
});
