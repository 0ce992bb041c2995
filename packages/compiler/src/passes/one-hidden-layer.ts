import { VelumError } from "@velum/protocol";
import type { ActivationLayer, AffineLayer, Layer } from "../network/layers.ts";

/** What the plans of this release compute: an affine map, or several with an activation after the first and squares after others. */
export interface ShallowNetwork {
  readonly features: number;
  readonly outputs: number;
  readonly hidden: { readonly affine: AffineLayer; readonly activation: ActivationLayer["activation"] } | null;
  /** Further hidden layers: affine maps whose every value is squared. */
  readonly middle: readonly AffineLayer[];
  /** Reads the features, or the last hidden layer. */
  readonly output: AffineLayer;
}

/** Affine layers that the largest preset has levels for. */
const MAX_AFFINE_LAYERS = 3;

/** Levels of so many affine layers with squares between them. */
const levelsFor = (layers: number): number => 2 * layers - 1;

/** @throws VelumError PLAN_RELINEARIZATION for more hidden layers than a preset has levels for, or with other activations */
export function oneHiddenLayer(layers: readonly Layer[]): ShallowNetwork {
  const first = layers[0] as AffineLayer;
  const output = layers.at(-1) as AffineLayer;
  const sizes = { features: first.inputs, outputs: output.outputs, output };
  if (layers.length === 1) return Object.freeze({ ...sizes, hidden: null, middle: Object.freeze([]) });
  const affine = layers.filter((layer) => layer.kind === "affine");
  const [activation, ...later] = layers.flatMap((layer) => (layer.kind === "activation" ? [layer.activation] : []));
  const other = later.findIndex(({ name }) => name !== "square");
  if (other < 0 && affine.length <= MAX_AFFINE_LAYERS) {
    const middle = Object.freeze(affine.slice(1, -1));
    return Object.freeze({ ...sizes, hidden: { affine: first, activation: activation! }, middle });
  }
  throw new VelumError("PLAN_RELINEARIZATION", {
    argument: "layers",
    expected: `at most ${MAX_AFFINE_LAYERS - 1} hidden layers (${levelsFor(MAX_AFFINE_LAYERS)} levels), with squares after the second and later ones`,
    got:
      other < 0
        ? `${affine.length - 1} hidden layers, which need ${levelsFor(affine.length) - levelsFor(MAX_AFFINE_LAYERS)} levels more`
        : `${later[other]!.name} after hidden layer ${other + 2}; retrained with a square there the model fits`,
  });
}
