import type { FeaturePlan, Split, Target, Task } from "@velum/tabular";
import type { Candidate, ModelKind } from "./candidate.ts";
import type { MlpOptions } from "./mlp-options.ts";
import { invalidInput } from "./training-input.ts";

/** What is told while a model is trained: `done` of `total` fits or, at most, epochs. */
export interface TrainProgress {
  readonly stage: "cross-validate" | "train" | "fine-tune" | "measure";
  readonly done: number;
  readonly total: number;
}

/** Settings of nets. A list of several is chosen from by cross-validation. */
export interface NetOptions extends Omit<MlpOptions, "hidden" | "weightDecay" | "seed" | "onProgress" | "signal"> {
  /** Widths of the hidden layers, for each candidate. Default `[[8]]`. */
  readonly hidden?: readonly (readonly number[])[];
  /** Default `[0.3, 1, 3]`. */
  readonly weightDecay?: readonly number[];
}

/** How a model is trained. */
export interface TrainModelOptions {
  /**
   * `logreg` for two classes, `multinomial` for two or more, `linear` for a quantity, `mlp` for any of them.
   */
  readonly model: ModelKind;
  /** An integer from 0 to 2^32 - 1, for the split, the folds, the draws and the nets. Default 0. */
  readonly seed?: number;
  /** Part of the rows that is held out. Default 0.3. */
  readonly testFraction?: number;
  /** A split that is already made, in place of seed and fraction. */
  readonly split?: Split;
  /** Folds of the cross-validation, which has the candidates and the rows to calibrate on; 0 for none. Default 5. */
  readonly folds?: number;
  /** C of generalized linear models: the candidates. Default 0.03 to 3; for `linear` 0.0001 to 10. */
  readonly inverseRegularization?: readonly number[];
  /** Settings of nets. */
  readonly mlp?: NetOptions;
  /** How features are encoded. Default as `planPreprocessing` says. */
  readonly plan?: readonly FeaturePlan[];
  /** Draws for the intervals of the metrics. Default 1000. */
  readonly resamples?: number;
  readonly onProgress?: (progress: TrainProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * The task of a kind of model for a target.
 *
 * @throws {@link ModelError} `TRAINING_INPUT_INVALID` where they do not fit
 */
export function taskOf(model: ModelKind, target: Target): Task {
  const fits: Readonly<Record<ModelKind, readonly Task[]>> = {
    logreg: ["binary"],
    linear: ["regression"],
    multinomial: ["binary", "multiclass"],
    mlp: ["binary", "multiclass", "regression"],
  };
  if (!fits[model].includes(target.task)) {
    throw invalidInput("model", `a target that is ${fits[model].join(" or ")} for ${model}`, target.task);
  }
  return model === "multinomial" ? "multiclass" : target.task;
}

const PENALTIES = {
  classes: [0.03, 0.1, 0.3, 1, 3],
  quantity: [0.0001, 0.001, 0.01, 0.1, 1, 10],
} as const;

/**
 * The settings to choose from.
 *
 * @throws {@link ModelError} `TRAINING_INPUT_INVALID` for an empty list, and for several candidates without folds
 */
export function candidatesOf(options: TrainModelOptions): readonly [Candidate, ...Candidate[]] {
  const { model, folds = 5 } = options;
  const list = model === "mlp" ? netCandidates(options.mlp ?? {}, folds) : linearCandidates(model, options, folds);
  const [first, ...others] = list;
  if (first === undefined) throw invalidInput("options", "at least one setting to try", "none");
  if (folds === 0 && others.length > 0) throw invalidInput("folds", "folds to choose by, or one setting", "0");
  return [first, ...others];
}

function linearCandidates(
  kind: Exclude<ModelKind, "mlp">,
  { inverseRegularization }: TrainModelOptions,
  folds: number,
): readonly Candidate[] {
  const usual = folds === 0 ? [1] : PENALTIES[kind === "linear" ? "quantity" : "classes"];
  return (inverseRegularization ?? usual).map((c) => Object.freeze({ kind, inverseRegularization: c }));
}

function netCandidates({ hidden = [[8]], weightDecay }: NetOptions, folds: number): readonly Candidate[] {
  const decays = weightDecay ?? (folds === 0 ? [1] : [0.3, 1, 3]);
  return hidden.flatMap((widths) =>
    decays.map((decay) => Object.freeze({ kind: "mlp" as const, hidden: widths, weightDecay: decay })),
  );
}
