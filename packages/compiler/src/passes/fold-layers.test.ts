import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { networkModel, rowsIn } from "../../reference/networks.ts";
import { compile } from "../compile.ts";
import { polynomialActivation, SQUARE } from "../network/activation.ts";
import { runNetwork } from "../network/layers.ts";
import { foldLayers } from "./fold-layers.ts";

const line = polynomialActivation([0.25, -1.5]);

describe("foldLayers", () => {
  it("makes one layer of a network whose activations are lines, which says what the network says", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 5 }),
        fc.nat(1000),
        (widths, seed) => {
          const model = networkModel(
            widths,
            widths.slice(2).map(() => line),
            seed,
          );
          const { layers, lines } = foldLayers(model.layers);
          expect(layers).toHaveLength(1);
          expect(lines).toHaveLength(widths.length - 2);
          const [inputs, outputs] = [widths[0]!, widths.at(-1)!];
          for (const x of rowsIn(inputs, 3, seed)) {
            const expected = runNetwork({ inputs, outputs, layers: model.layers }, x);
            runNetwork({ inputs, outputs, layers }, x).forEach((value, i) => {
              expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-12 * (1 + Math.abs(expected[i]!)));
            });
          }
        },
      ),
    );
  });

  it("folds around an activation that is none", () => {
    const model = networkModel([4, 3, 5, 2], [line, SQUARE], 3);
    const { layers, lines } = foldLayers(model.layers);
    expect(layers.map(({ kind }) => kind)).toEqual(["affine", "activation", "affine"]);
    expect(lines).toEqual([0]);
  });

  it("is told in the report", () => {
    const { report } = compile(networkModel([4, 3, 1], [line], 3), { name: "n", version: "1", protection: "standard" });
    expect(report.activation).toBeNull();
    expect(report.layers.map(({ became }) => became)).toEqual([
      "part of the one linear layer that is left",
      "a line: folded into the layers around it",
      "part of the one linear layer that is left",
    ]);
  });
});
