import { readFileSync } from "node:fs";

/** What scikit-learn says of random labels, logits and targets; see its `provenance`. */
export interface EvaluationFixture {
  readonly binary: {
    readonly labels: number[];
    readonly logits: number[];
    readonly f1: number;
    readonly f1At03: number;
    readonly confusion: number[][];
    readonly roc: { fpr: number[]; tpr: number[]; thresholds: (number | null)[] };
    readonly reliability: { observed: number[]; mean: number[] };
    readonly calibrationError: number;
  };
  readonly platt: { readonly sklearn: [number, number]; readonly tight: [number, number] };
  readonly isotonic: number[];
  readonly multiclass: {
    readonly labels: number[];
    readonly probabilities: number[][];
    readonly accuracy: number;
    readonly logLoss: number;
    readonly rocAuc: number;
    readonly f1: number;
    readonly brier: number;
    readonly calibrationError: number;
  };
  readonly regression: {
    readonly targets: number[];
    readonly predictions: number[];
    readonly r2: number;
    readonly meanAbsoluteError: number;
    readonly rmse: number;
  };
}

export const evaluation: EvaluationFixture = JSON.parse(
  readFileSync(new URL("../fixtures/evaluation.json", import.meta.url), "utf8"),
);

/** Every pair of numbers within `tolerance`, and as many of them. */
export function isClose(got: readonly number[], expected: readonly number[], tolerance: number): boolean {
  return got.length === expected.length && got.every((value, i) => Math.abs(value - expected[i]!) <= tolerance);
}
