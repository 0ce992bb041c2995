import fc from "fast-check";
import { type Activation, namedActivation, polynomialActivation, SQUARE } from "../src/network/activation.ts";
import type { PolynomialNetwork } from "../src/passes/fit-activation.ts";
import { fitLayers } from "../src/passes/fit-layers.ts";
import { layeredNetwork } from "../src/passes/layered-network.ts";
import { affineLayer, rowsIn } from "./networks.ts";
import { unitRanges } from "./square-networks.ts";

/** A network of features in [-1, 1], an activation and a degree for each hidden layer. */
export interface PolynomialShape {
  readonly widths: readonly number[];
  readonly layers: readonly { readonly activation: Activation; readonly degree: number }[];
  readonly seed: number;
}

/** The activations that exporters write, and what each may be approximated by. */
export const ACTIVATIONS: readonly Activation[] = [
  namedActivation({ name: "relu" }),
  namedActivation({ name: "tanh" }),
  namedActivation({ name: "sigmoid" }),
  namedActivation({ name: "swish", alpha: 1 }),
  namedActivation({ name: "gelu", approximation: "none" }),
  namedActivation({ name: "softplus" }),
  namedActivation({ name: "elu", alpha: 1 }),
];

const layer = fc.oneof(
  fc.record({ activation: fc.constantFrom(...ACTIVATIONS), degree: fc.integer({ min: 2, max: 31 }) }),
  fc.constant({ activation: SQUARE, degree: 2 }),
  fc.constant({ activation: polynomialActivation([0.5, 1, -0.25, 0.125]), degree: 3 }),
);

/** One or two hidden layers. */
export const polynomialShapes = (most: number): fc.Arbitrary<PolynomialShape> =>
  fc
    .record({ hidden: fc.array(layer, { minLength: 1, maxLength: 2 }), seed: fc.nat(10_000) })
    .chain(({ hidden, seed }) =>
      fc
        .array(fc.integer({ min: 1, max: most }), { minLength: hidden.length + 2, maxLength: hidden.length + 2 })
        .map((widths) => ({ widths, layers: hidden, seed })),
    );

/** The network with its polynomials, fitted to rows that look random. */
export function polynomialNetworkOf({ widths, layers, seed }: PolynomialShape): PolynomialNetwork {
  const affine = widths.slice(1).map((outputs, k) => affineLayer(widths[k]!, outputs, seed + k));
  const network = layeredNetwork(
    affine.flatMap((one, k) => {
      const hidden = layers[k];
      return hidden === undefined
        ? [one]
        : [one, { kind: "activation" as const, width: one.outputs, activation: hidden.activation }];
    }),
  );
  const rows = rowsIn(widths[0]!, 60, seed + 7);
  return fitLayers(
    network,
    unitRanges(widths[0]!),
    rows,
    layers.map(({ degree }) => degree),
  );
}
