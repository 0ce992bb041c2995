import type { Task } from "@velum/tabular";
import type { LinearModel } from "../linear-model.ts";
import type { MlpModel } from "./mlp-model.ts";
import type { MlpOptions } from "./mlp-options.ts";
import { trainLinearRegression } from "./train-linear-regression.ts";
import { trainLogisticRegression } from "./train-logistic-regression.ts";
import { trainMlp } from "./train-mlp.ts";
import { trainMultinomialRegression } from "./train-multinomial-regression.ts";
import type { GeneralizedLinearOptions } from "./training-input.ts";

/** What can be trained. */
export type ModelKind = "logreg" | "linear" | "multinomial" | "mlp";

/** Settings among which cross-validation chooses. */
export type Candidate =
  | { readonly kind: "logreg" | "linear" | "multinomial"; readonly inverseRegularization: number }
  | { readonly kind: "mlp"; readonly hidden: readonly number[]; readonly weightDecay: number };

/** Rows behind a preprocessing. */
export interface EncodedRows {
  readonly rows: readonly ArrayLike<number>[];
  readonly targets: readonly number[];
  readonly featureNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly task: Task;
}

/** A model, and what was seen of its hidden layers: smallest and largest sums over the training rows. */
export interface FittedModel {
  readonly model: LinearModel | MlpModel;
  readonly hiddenRanges: readonly (readonly [number, number])[];
}

/**
 * Trains one candidate. `mlp` is for nets alone, `linear` for generalized linear models; the candidate's own settings win.
 */
export async function fitCandidate(
  candidate: Candidate,
  data: EncodedRows,
  mlp: MlpOptions,
  linear: GeneralizedLinearOptions = {},
): Promise<FittedModel> {
  const [outputName = ""] = data.outputNames;
  const labelled = { ...data, labels: data.targets, outputName };
  switch (candidate.kind) {
    case "logreg":
      return { model: trainLogisticRegression(labelled, { ...linear, ...candidate }), hiddenRanges: [] };
    case "linear":
      return { model: trainLinearRegression(labelled, candidate), hiddenRanges: [] };
    case "multinomial":
      return { model: trainMultinomialRegression(labelled, { ...linear, ...candidate }), hiddenRanges: [] };
    case "mlp":
      return trainMlp(data, { ...mlp, hidden: candidate.hidden, weightDecay: candidate.weightDecay });
  }
}
