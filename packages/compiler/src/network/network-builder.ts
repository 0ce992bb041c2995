import { type Affine, foldScales, identityAffine, weightsOf } from "../passes/fold-affine.ts";
import { type CoreValue, coreValue } from "./core-value.ts";
import { describeExpression, type Line, lineOf } from "./describe-expression.ts";
import type { AffineLayer, Layer, Network } from "./layers.ts";

/** Collects the layers of a network while its graph is walked through. */
export class NetworkBuilder {
  private readonly layers: Layer[] = [];
  private readonly activated = new Map<CoreValue, CoreValue>();
  private readonly inputs: number;

  constructor(inputs: number) {
    this.inputs = inputs;
  }

  /** How many activations there are so far. */
  get depth(): number {
    return this.layers.length / 2;
  }

  /** The affine map that a value is; undefined for one that holds an activation. */
  affineOf(value: CoreValue): Affine | undefined {
    const line = lineOf(value.expression);
    return line === undefined ? undefined : foldLine(value.base.affine, line);
  }

  /**
   * Adds the activation that a value holds, and gives the value as an affine map of it.
   *
   * @returns undefined when the value holds none, or when the value belongs to an earlier layer, so that the layers form no chain
   */
  activate(value: CoreValue): CoreValue | undefined {
    const known = this.activated.get(value);
    if (known !== undefined) return known;
    const description = describeExpression(value.expression);
    if (description.kind === "line" || value.base.depth !== this.depth) return undefined;
    const { before, activation, after } = description;
    const affine = foldLine(value.base.affine, before);
    const width = affine.outputs;
    this.layers.push(affineLayer(affine), Object.freeze({ kind: "activation", width, activation }));
    const result = coreValue(foldLine(identityAffine(width), after), this.depth, value.shape);
    this.activated.set(value, result);
    return result;
  }

  /** The network with its last affine layer. */
  finish(last: Affine): Network {
    const layers = Object.freeze([...this.layers, affineLayer(last)]);
    return Object.freeze({ inputs: this.inputs, outputs: last.outputs, layers });
  }
}

function foldLine(affine: Affine, { scale, shift }: Line): Affine {
  if (scale === 1 && shift === 0) return affine;
  const size = affine.outputs;
  return foldScales(affine, new Float64Array(size).fill(scale), new Float64Array(size).fill(shift));
}

function affineLayer(affine: Affine): AffineLayer {
  const { inputs, outputs, bias } = affine;
  return Object.freeze({ kind: "affine", inputs, outputs, weights: weightsOf(affine), bias });
}
