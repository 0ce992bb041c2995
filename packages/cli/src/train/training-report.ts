import type { Candidate, CandidateScore } from "@velum/model";
import type { Measures, TableSchema, TabularWarning, Target } from "@velum/tabular";

/** What `velum train` did: the document of `--json`, from which its text is made. It holds no value of a row. */
export interface TrainingReport {
  readonly target: Target;
  readonly schema: TableSchema;
  readonly rows: { readonly train: number; readonly heldOut: number; readonly calibration: number };
  readonly seed: number;
  /** The settings that were used. */
  readonly candidate: Candidate;
  /** What cross-validation within the training rows found of each; empty without folds. */
  readonly scores: readonly CandidateScore[];
  /** On the held-out rows. */
  readonly metrics: Measures;
  /** Smallest and largest sum of each hidden layer over the training rows. */
  readonly hiddenRanges: readonly (readonly [number, number])[];
  readonly warnings: readonly TabularWarning[];
  readonly files: {
    readonly model: string;
    readonly schema: string;
    readonly heldOut: string | null;
    readonly calibration: string | null;
  };
}
