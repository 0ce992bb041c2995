import {
  type AnswerReader,
  bootstrapInterval,
  type Measures,
  measure,
  type ReadAnswer,
  TabularError,
} from "@velum/tabular";

/** How intervals are drawn. */
export interface Draws {
  readonly seed: number;
  readonly resamples: number;
}

/**
 * All metrics that the answers and the rows allow, with intervals. Labels without probabilities, and rows of one class, leave
 * the part of right labels alone.
 */
export function measureAnswers(
  { task }: AnswerReader,
  targets: readonly number[],
  answers: readonly ReadAnswer[],
  draws: Draws,
): Measures {
  const predictions = answers.map(({ prediction }) => prediction).filter((prediction) => prediction !== null);
  if (predictions.length === answers.length) {
    try {
      return measure(task, targets, predictions, draws);
    } catch (error) {
      const few = error instanceof TabularError && error.code === "METRIC_INPUT_INVALID" && task !== "regression";
      if (!few) throw error;
    }
  }
  return { accuracy: accuracyOf(targets, answers, draws) };
}

const accuracyOf = (targets: readonly number[], answers: readonly ReadAnswer[], draws: Draws) =>
  bootstrapInterval(
    targets.length,
    (rows) => rows.filter((row) => answers[row]!.label === targets[row]).length / rows.length,
    draws,
  );
