import { VelumError } from "@velum/protocol";
import type { ActivationLayer, AffineLayer, Layer } from "../network/layers.ts";

/** What the plans of this release compute: an affine map, or two with an activation between them. */
export interface ShallowNetwork {
  readonly features: number;
  readonly outputs: number;
  readonly hidden: { readonly affine: AffineLayer; readonly activation: ActivationLayer["activation"] } | null;
  /** Reads the features, or the hidden layer. */
  readonly output: AffineLayer;
}

/** @throws VelumError PLAN_RELINEARIZATION for more than one hidden layer */
export function oneHiddenLayer(layers: readonly Layer[]): ShallowNetwork {
  const first = layers[0] as AffineLayer;
  const output = layers.at(-1) as AffineLayer;
  const sizes = { features: first.inputs, outputs: output.outputs, output };
  if (layers.length === 1) return Object.freeze({ ...sizes, hidden: null });
  if (layers.length === 3) {
    const { activation } = layers[1] as ActivationLayer;
    return Object.freeze({ ...sizes, hidden: { affine: first, activation } });
  }
  throw new VelumError("PLAN_RELINEARIZATION", {
    argument: "layers",
    expected: "at most one hidden layer",
    got: `${(layers.length - 1) / 2} hidden layers`,
  });
}
