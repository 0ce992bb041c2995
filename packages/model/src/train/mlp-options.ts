import { MAX_DEGREE } from "./mlp-model.ts";
import type { EpochProgress } from "./train-network.ts";
import { invalidInput, requireCount, requirePositive } from "./training-input.ts";

/** What a hidden layer computes: the square, or the polynomial nearest to a function. */
export type HiddenActivation = "square" | "silu" | "relu" | "tanh";

/** What is told while a net is trained: `train`, and for a function its polynomial's `fine-tune`. */
export interface MlpProgress extends EpochProgress {
  readonly phase: "train" | "fine-tune";
}

/** How a net is trained. */
export interface MlpOptions {
  /** Widths of the hidden layers. Default one of 8. */
  readonly hidden?: readonly number[];
  /** Default `square`: one hidden layer of squares encrypts at the price of a linear model. */
  readonly activation?: HiddenActivation;
  /** Of the polynomial. Default 2, for tanh 3: the even powers of tanh are 0, and at 2 it would be affine. */
  readonly degree?: number;
  /** Part of each weight, times the learning rate, that a step takes away. Default 1. */
  readonly weightDecay?: number;
  /** Of Adam. Default 0.01. */
  readonly learningRate?: number;
  /** Default 32. */
  readonly batchSize?: number;
  /** Default 300. */
  readonly maximumEpochs?: number;
  /** Epochs without a better validation loss before training stops. Default 30. */
  readonly patience?: number;
  /** Part of the rows that stops the training and teaches nothing. Default 0.2. */
  readonly validationFraction?: number;
  /** Sums of hidden layers beyond this are penalized. Default 3. */
  readonly range?: number;
  /** Weight of that penalty. Default 0.1. */
  readonly rangePenalty?: number;
  /** An integer from 0 to 2^32 - 1, for the first weights, the order of rows and the validation part. Default 0. */
  readonly seed?: number;
  readonly onProgress?: (progress: MlpProgress) => void;
  readonly signal?: AbortSignal;
}

/** The options with their defaults. */
export type MlpSettings = Required<Omit<MlpOptions, "onProgress" | "signal">> & {
  readonly onProgress: MlpOptions["onProgress"] | undefined;
  readonly signal: AbortSignal | undefined;
};

/** @throws {@link ModelError} `TRAINING_INPUT_INVALID` */
export function checkMlpOptions(options: MlpOptions): MlpSettings {
  const { activation = "square" } = options;
  const settings = {
    hidden: Object.freeze([...(options.hidden ?? [8])]),
    activation,
    degree: options.degree ?? (activation === "tanh" ? 3 : 2),
    weightDecay: options.weightDecay ?? 1,
    learningRate: options.learningRate ?? 0.01,
    batchSize: options.batchSize ?? 32,
    maximumEpochs: options.maximumEpochs ?? 300,
    patience: options.patience ?? 30,
    validationFraction: options.validationFraction ?? 0.2,
    range: options.range ?? 3,
    rangePenalty: options.rangePenalty ?? 0.1,
    seed: options.seed ?? 0,
    onProgress: options.onProgress,
    signal: options.signal,
  };
  checkShape(settings);
  for (const name of ["learningRate", "range"] as const) requirePositive(name, settings[name]);
  for (const name of ["batchSize", "maximumEpochs", "patience"] as const) requireCount(name, settings[name]);
  for (const name of ["weightDecay", "rangePenalty"] as const) {
    const value = settings[name];
    if (!(value >= 0 && Number.isFinite(value))) throw invalidInput(name, "a number of at least 0", "another value");
  }
  if (!(settings.validationFraction > 0 && settings.validationFraction < 1)) {
    throw invalidInput("validationFraction", "a number between 0 and 1", "another value");
  }
  return Object.freeze(settings);
}

function checkShape({
  hidden,
  activation,
  degree,
  seed,
}: Pick<MlpSettings, "hidden" | "activation" | "degree" | "seed">) {
  if (hidden.length === 0) throw invalidInput("hidden", "at least one hidden layer", "none");
  for (const width of hidden) requireCount("hidden", width);
  const least = activation === "tanh" ? 3 : 2;
  if (!Number.isSafeInteger(degree) || degree < least || degree > MAX_DEGREE) {
    throw invalidInput("degree", `an integer from ${least} to ${MAX_DEGREE}`, "another value");
  }
  if (activation === "square" && degree !== 2) throw invalidInput("degree", "2 for the square", `${degree}`);
  if (!Number.isSafeInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw invalidInput("seed", "an integer from 0 to 4294967295", "another value");
  }
}
