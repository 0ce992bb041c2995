/**
 * `weights x + bias` of a vector: what a chain of matrix products, additions, scalings, selections and other affine
 * steps comes to. Each function folds one more step into it, so that such a chain is one layer however it was written.
 */
export interface Affine {
  readonly inputs: number;
  readonly outputs: number;
  /** Outputs x inputs, row by row; undefined for the identity, so that a first layer is not multiplied by one. */
  readonly weights: Float64Array | undefined;
  readonly bias: Float64Array;
}

export function identityAffine(size: number): Affine {
  return { inputs: size, outputs: size, weights: undefined, bias: new Float64Array(size) };
}

/** The weights, written out. */
export function weightsOf({ inputs, outputs, weights }: Affine): Float64Array {
  if (weights !== undefined) return weights;
  return new Float64Array(inputs * outputs).map((_, i) => Number(Math.floor(i / inputs) === i % inputs));
}

/**
 * Folds `matrix y + bias` into what makes y.
 *
 * @param matrix - outputs x outputs of `affine`, row by row
 */
export function foldMatrix(affine: Affine, matrix: Float64Array, bias: Float64Array): Affine {
  const { inputs, outputs: inner } = affine;
  const outputs = bias.length;
  const offsets = bias.map((value, row) => value + dot(matrix, row * inner, affine.bias));
  if (affine.weights === undefined) return { inputs, outputs, weights: matrix, bias: offsets };
  const weights = new Float64Array(outputs * inputs);
  for (let row = 0; row < outputs; row++) {
    for (let k = 0; k < inner; k++) {
      const factor = matrix[row * inner + k]!;
      if (factor === 0) continue;
      for (let i = 0; i < inputs; i++) weights[row * inputs + i]! += factor * affine.weights[k * inputs + i]!;
    }
  }
  return { inputs, outputs, weights, bias: offsets };
}

/** Folds `scale y + shift`, with a scale and a shift for each output. */
export function foldScales(affine: Affine, scale: Float64Array, shift: Float64Array): Affine {
  const bias = affine.bias.map((value, row) => scale[row]! * value + shift[row]!);
  if (affine.weights === undefined && scale.every((factor) => factor === 1)) return { ...affine, bias };
  const weights = weightsOf(affine).map((value, i) => value * scale[Math.floor(i / affine.inputs)]!);
  return { ...affine, weights, bias };
}

/** Keeps the outputs at `places`, in this order, some of them perhaps twice. */
export function foldSelection(affine: Affine, places: readonly number[]): Affine {
  if (places.length === affine.outputs && places.every((place, i) => place === i)) return affine;
  const { inputs } = affine;
  const source = weightsOf(affine);
  const weights = new Float64Array(places.length * inputs);
  for (const [row, place] of places.entries()) {
    weights.set(source.subarray(place * inputs, (place + 1) * inputs), row * inputs);
  }
  return { inputs, outputs: places.length, weights, bias: Float64Array.from(places, (place) => affine.bias[place]!) };
}

/** The outputs of several affine maps of the same vector, one after the other. */
export function stackAffine(parts: readonly Affine[]): Affine {
  if (parts.length === 1) return parts[0]!;
  const inputs = parts[0]!.inputs;
  const outputs = parts.reduce((total, part) => total + part.outputs, 0);
  const weights = new Float64Array(outputs * inputs);
  const bias = new Float64Array(outputs);
  let row = 0;
  for (const part of parts) {
    weights.set(weightsOf(part), row * inputs);
    bias.set(part.bias, row);
    row += part.outputs;
  }
  return { inputs, outputs, weights, bias };
}

/** `a + factor b`, for two affine maps of the same vector. */
export function addAffine(a: Affine, b: Affine, factor: number): Affine {
  const right = weightsOf(b);
  return {
    inputs: a.inputs,
    outputs: a.outputs,
    weights: weightsOf(a).map((value, i) => value + factor * right[i]!),
    bias: a.bias.map((value, row) => value + factor * b.bias[row]!),
  };
}

function dot(matrix: Float64Array, start: number, vector: Float64Array): number {
  return vector.reduce((sum, value, k) => sum + matrix[start + k]! * value, 0);
}
