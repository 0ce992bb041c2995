import type { Contract } from "@velum/protocol";
import { createAnswerReader, type Prediction } from "@velum/tabular";

/** The columns that answers add to a table. */
export interface AnswerColumns {
  readonly titles: readonly string[];
  cells(answer: Prediction): readonly (number | string)[];
  /** The label of an answer; undefined for quantities. */
  label(answer: Prediction): string | undefined;
}

/**
 * What a table of answers says: a label with its probability, or with those of all classes where there are more than two; or a
 * quantity.
 */
export function answerColumns({ postprocessing, outputs }: Contract): AnswerColumns {
  const reader = createAnswerReader(postprocessing, outputs.length);
  const { task, labels } = reader;
  const label = (answer: Prediction): string | undefined => {
    const place = reader.read(answer).label;
    return place === null ? undefined : labels[place];
  };
  if (task === "regression") {
    return { titles: ["prediction"], cells: (answer) => [reader.read(answer).prediction?.[0] ?? ""], label };
  }
  const probabilities = task === "binary" ? ["probability"] : labels.map((one) => `probability of ${one}`);
  return {
    titles: ["prediction", ...probabilities],
    cells(answer) {
      const numbers = reader.read(answer).prediction;
      return [label(answer) ?? "", ...probabilities.map((_, i) => numbers?.[i] ?? "")];
    },
    label,
  };
}
