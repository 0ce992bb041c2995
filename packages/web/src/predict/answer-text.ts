import type { Contract } from "@velum/protocol";
import type { AnswerLens } from "../analytics/answer-lens.ts";
import { withoutCalibration } from "../analytics/without-calibration.ts";
import { percentText } from "../text/quantities.ts";

/** What is predicted, as the contract names it. */
export function targetName({ postprocessing }: Contract): string {
  if (postprocessing.kind !== "outputs") return postprocessing.name;
  const label = postprocessing.outputs.find(({ kind }) => kind === "label");
  return (label ?? postprocessing.outputs[0])?.name ?? "";
}

/** How the probability came about, and what the label follows from. */
export function readingText({ postprocessing }: Contract, { task, labels, threshold }: AnswerLens): string {
  const origin =
    withoutCalibration(postprocessing) === null
      ? "the model’s own, not calibrated"
      : "calibrated on rows the model was not trained on";
  if (task === "multiclass")
    return `Probabilities of ${labels.length} classes, ${origin}. The most probable one is the answer.`;
  return `Probability of “${labels[1]}”, ${origin}. From ${percentText(threshold)} on the answer is “${labels[1]}”.`;
}
