import type { Affine } from "./columns-programs.ts";

/** Numbers of a seed in [-1, 1): a linear congruential generator, for models and rows of tests. */
export function numbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
}

/** About a standard normal number, cut at 5. */
export function normal(next: () => number): number {
  const sum = Array.from({ length: 12 }, next).reduce((total, x) => total + x, 0);
  return Math.max(-5, Math.min(5, sum / 2));
}

/** A matrix and a bias of normal numbers times `size`. */
export const randomAffine = (next: () => number, outputs: number, inputs: number, size: number): Affine => ({
  weights: Array.from({ length: outputs }, () => Array.from({ length: inputs }, () => normal(next) * size)),
  bias: Array.from({ length: outputs }, () => normal(next) * size),
});

export const randomRows = (next: () => number, count: number, features: number): number[][] =>
  Array.from({ length: count }, () => Array.from({ length: features }, () => normal(next)));
