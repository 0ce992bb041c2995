import type { Affine } from "../passes/fold-affine.ts";
import { type ScalarExpression, VARIABLE } from "./scalar-expression.ts";

/**
 * A vector of each row that an encrypted program can compute: a function, element by element, of an affine map of what
 * the last activation gave (or of the features, before the first).
 */
export interface CoreValue {
  readonly kind: "core";
  /** Two values with the same base are functions of the same numbers, and may be combined element by element. */
  readonly base: Base;
  readonly expression: ScalarExpression;
  /** Without the axis of the rows. */
  readonly shape: readonly number[];
}

export interface Base {
  readonly affine: Affine;
  /** How many activations come before it. */
  readonly depth: number;
}

/** A value that can be computed only after decryption, and why. */
export interface ClearValue {
  readonly kind: "clear";
  readonly reason: string;
}

export type SymbolicValue = CoreValue | ClearValue;

export function coreValue(affine: Affine, depth: number, shape: readonly number[]): CoreValue {
  return { kind: "core", base: { affine, depth }, expression: VARIABLE, shape };
}

export function clearValue(reason: string): ClearValue {
  return { kind: "clear", reason };
}
