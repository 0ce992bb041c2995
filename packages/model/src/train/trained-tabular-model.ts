import { checkPostprocessing } from "@velum/tabular";
import { ModelError } from "../model-error.ts";
import { createTabularModel, type TabularModel } from "../tabular-model.ts";
import type { TrainedModel } from "./train-model.ts";

/**
 * A trained linear model of one output with everything around it, as the compiler takes it.
 *
 * @throws {@link ModelError} `MODEL_INVALID` for a net or several outputs: those go by their graph
 * @example
 * predictInClear(trainedTabularModel(trained), row).prediction; // { kind: "class", probability: 0.7, label: "1" }
 */
export function trainedTabularModel({ schema, target, task, preprocessing, model }: TrainedModel): TabularModel {
  if (model.kind !== "linear") throw new ModelError("MODEL_INVALID", "model", "a linear model", model.kind);
  const { name, labels } = target;
  const answer =
    task === "binary" ? { kind: "sigmoid", name, labels, threshold: 0.5 } : { kind: "identity", name, unit: "" };
  return createTabularModel({ schema, preprocessing, model, postprocessing: checkPostprocessing(answer) });
}
