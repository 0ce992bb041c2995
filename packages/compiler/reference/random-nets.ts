import { applyPreprocessing, checkPostprocessing, checkRow } from "@velum/tabular";
import fc from "fast-check";
import type { CompilableModel } from "../src/model/compilable-model.ts";
import type { RangeData } from "../src/model/range-data.ts";
import { type Activation, polynomialActivation, SQUARE } from "../src/network/activation.ts";
import { type FeatureShape, tableOf } from "./models.ts";
import { numbersOf, squareNetworkOf } from "./square-networks.ts";

/** A network of any kind that is compiled here: numeric features and one-hot groups, one or two hidden layers, any activations. */
export interface RandomNet {
  readonly features: readonly FeatureShape[];
  readonly hidden: readonly { readonly width: number; readonly activation: ActivationChoice }[];
  readonly outputs: number;
  readonly seed: number;
}

const ACTIVATIONS = {
  square: SQUARE,
  parabola: polynomialActivation([0.1, 0.5, 0.25]),
  cubic: polynomialActivation([0, 0.6, 0.1, -0.02]),
  relu: { name: "relu", coefficients: [], evaluate: (x: number) => Math.max(0, x) },
  tanh: { name: "tanh", coefficients: [], evaluate: Math.tanh },
  silu: { name: "silu", coefficients: [], evaluate: (x: number) => x / (1 + Math.exp(-x)) },
} satisfies Record<string, Activation>;

type ActivationChoice = keyof typeof ACTIVATIONS;

const feature: fc.Arbitrary<FeatureShape> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("numeric" as const), minimum: fc.constant(-1), width: fc.constant(2) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("one-hot" as const),
      categories: fc.integer({ min: 2, max: 4 }),
      complete: fc.boolean(),
    }),
  },
);

/** Up to `most` features and values of each layer. */
export const randomNets = (most: number, activations: readonly ActivationChoice[]): fc.Arbitrary<RandomNet> =>
  fc.record({
    features: fc.array(feature, { minLength: 1, maxLength: most }),
    hidden: fc.array(
      fc.record({ width: fc.integer({ min: 1, max: most }), activation: fc.constantFrom(...activations) }),
      { minLength: 1, maxLength: 2 },
    ),
    outputs: fc.integer({ min: 1, max: 3 }),
    seed: fc.nat(),
  });

/** The model, and rows that its schema admits, as they are encrypted and as range data. */
export function modelOfNet({ features, hidden, outputs, seed }: RandomNet, rows: number) {
  const table = tableOf(features);
  const width = table.preprocessing.steps.reduce(
    (sum, { encode }) => sum + (encode.kind === "one-hot" ? encode.categories.length : 1),
    0,
  );
  const { layers } = squareNetworkOf({ widths: [width, ...hidden.map((layer) => layer.width), outputs], seed });
  const reading = { kind: "values", name: "y", steps: [] };
  const model: CompilableModel = {
    ...table,
    layers: layers.flatMap((layer, k) => {
      const own = hidden[k];
      return own === undefined
        ? [layer]
        : [layer, { kind: "activation" as const, width: own.width, activation: ACTIVATIONS[own.activation] }];
    }),
    postprocessing: checkPostprocessing({ kind: "outputs", outputs: [reading] }, outputs),
    outputs: Array.from({ length: outputs }, (_, c) => `y${c}`),
    ranges: "schema",
  };
  const next = numbersOf(seed + 1);
  const cells = Array.from({ length: rows }, () =>
    features.map((shape) =>
      shape.kind === "numeric"
        ? shape.minimum + (shape.width * (next() + 1)) / 2
        : Math.floor(((next() + 1) / 2) * shape.categories),
    ),
  );
  const rangeData: RangeData = { columns: features.map((_, i) => `f${i}`), rows: cells };
  const encoded = cells.map((row) => {
    const named = Object.fromEntries(row.map((cell, i) => [`f${i}`, cell]));
    return applyPreprocessing(model.preprocessing, checkRow(model.schema, named));
  });
  return { model, rangeData, rows: encoded };
}
