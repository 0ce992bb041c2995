/** The size of several numbers together: sum of absolute values, Euclidean length, largest number. */
export const NORMS = ["l1", "l2", "max"] as const;

/** One of {@link NORMS}. */
export type Norm = (typeof NORMS)[number];

const SIZES: Readonly<Record<Norm, (x: Float64Array) => number>> = {
  l1: (x) => x.reduce((sum, value) => sum + Math.abs(value), 0),
  l2: (x) => Math.hypot(...x),
  max: (x) => x.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
};

/** Divides by the norm, as the ONNX operator Normalizer does; zeros stay as they are. */
export function normalize(x: Float64Array, norm: Norm): Float64Array {
  const size = SIZES[norm](x);
  return size === 0 ? x : x.map((value) => value / size);
}
