import { createShuffleRandom, type ShuffleRandom, stratifiedSplit, type Task } from "@velum/tabular";
import { polynomialActivation, SQUARE, smoothActivations } from "./activation.ts";
import { fitPolynomial } from "./fit-polynomial.ts";
import { losses } from "./loss.ts";
import { createMlpModel, type MlpActivation, type MlpModel } from "./mlp-model.ts";
import { checkMlpOptions, type MlpOptions, type MlpSettings } from "./mlp-options.ts";
import { type LayerPlace, layerPlaces, type Network, parameterCount } from "./network.ts";
import { notConverged } from "./newton.ts";
import { observedRanges, type Samples, trainNetwork } from "./train-network.ts";
import { checkLabels, checkQuantities, createDesign } from "./training-input.ts";

/** Rows to learn from. */
export interface MlpData {
  readonly task: Task;
  /** Input vectors, each as long as `featureNames`. */
  readonly rows: readonly ArrayLike<number>[];
  /** The class of each row (0 or 1; a position in `outputNames` for several), or its quantity. */
  readonly targets: readonly number[];
  readonly featureNames: readonly string[];
  /** One name, or one a class for several classes. */
  readonly outputNames: readonly string[];
}

/** A net and how it came to be. */
export interface TrainedMlp {
  readonly model: MlpModel;
  /** Smallest and largest sum before the activation of each hidden layer, over all rows. */
  readonly hiddenRanges: readonly (readonly [number, number])[];
}

/** The fine-tuning of the polynomial starts near its end. */
const FINE_TUNING_RATE = 0.3;

/**
 * Trains a net that encrypts well. Its hidden activations are polynomials: the square itself; or the polynomial nearest
 * to SiLU, ReLU or tanh on the range that the sums of each layer take, after training with the function itself, and
 * then trained further with the polynomial in its place. What is returned computes with polynomials alone, so no
 * approximation is left between it and the encrypted program.
 *
 * Sums beyond `range` are penalized throughout: a narrow range makes a good polynomial and leaves precision to the
 * encryption. Mini-batches and Adam with decoupled weight decay. A first run stops early on a part of the rows; a second
 * run on all rows takes as many epochs (I. Goodfellow, Y. Bengio, A. Courville, "Deep Learning", 2016, algorithm 7.2).
 * The same seed gives the same net on the same JavaScript engine.
 *
 * @throws {@link ModelError} `TRAINING_INPUT_INVALID`, `TRAINING_ONE_CLASS`, `TRAINING_CLASS_MISSING`, or
 * `TRAINING_NOT_CONVERGED` where the validation loss never falls
 * @throws TabularError `SPLIT_IMPOSSIBLE` for a class with too few rows
 * @throws the reason of `options.signal` when it is aborted
 * @example
 * const { model } = await trainMlp({ task: "binary", rows, targets, featureNames, outputNames: ["logit"] }, { seed: 1 });
 */
export async function trainMlp(data: MlpData, options: MlpOptions = {}): Promise<TrainedMlp> {
  const settings = checkMlpOptions(options);
  const { samples, mean, scale } = checkData(data);
  const places = layerPlaces([data.featureNames.length, ...settings.hidden, data.outputNames.length]);
  const { train, validation } = splitSamples(samples, data.task, settings);
  const scout = await fit({
    places,
    task: data.task,
    samples: train,
    validation,
    epochs: firstEpochs(settings),
    settings,
  });
  if (scout.epochs.train === 0) throw notConverged("a validation loss that falls", "one that does not");
  const net = await fit({ places, task: data.task, samples, epochs: scout.epochs, settings });
  const layers = unscaled(places, net.parameters, { mean, scale }).map((layer, index) => {
    const coefficients = net.coefficients[index];
    const activation: MlpActivation = coefficients ? { kind: "polynomial", coefficients } : { kind: "identity" };
    return { ...layer, activation };
  });
  return Object.freeze({
    model: createMlpModel({ featureNames: data.featureNames, outputNames: data.outputNames, layers }),
    hiddenRanges: observedRanges(net.network, net.parameters, samples.rows),
  });
}

/** One run through both phases. */
interface Run {
  readonly places: readonly LayerPlace[];
  readonly task: Task;
  readonly samples: Samples;
  readonly validation?: Samples;
  readonly epochs: { readonly train: number; readonly fineTune: number };
  readonly settings: MlpSettings;
}

/** The square needs no fine-tuning: it is trained as it stays. */
function firstEpochs({ maximumEpochs, activation }: MlpSettings): Run["epochs"] {
  return { train: maximumEpochs, fineTune: activation === "square" ? 0 : maximumEpochs };
}

/** Trains with the function itself, then with its polynomial. */
async function fit({ places, task, samples, validation, epochs, settings }: Run) {
  const random = createShuffleRandom(settings.seed);
  const smooth = smoothNetwork(places, settings);
  const shared = {
    loss: losses[task],
    samples,
    ...(validation ? { validation } : {}),
    random,
    signal: settings.signal,
  };
  const first = await trainNetwork({
    ...shared,
    network: smooth,
    start: initialParameters(places, random),
    settings: { ...settings, maximumEpochs: epochs.train },
    onEpoch: (progress) => settings.onProgress?.({ phase: "train", ...progress }),
  });
  const coefficients = hiddenPolynomials(smooth, first.parameters, samples.rows, settings);
  const network = { ...smooth, activations: coefficients.map(polynomialActivation) };
  const second = await trainNetwork({
    ...shared,
    network,
    start: first.parameters,
    settings: { ...settings, maximumEpochs: epochs.fineTune, learningRate: settings.learningRate * FINE_TUNING_RATE },
    onEpoch: (progress) => settings.onProgress?.({ phase: "fine-tune", ...progress }),
  });
  const used = { train: first.epochs, fineTune: second.epochs };
  return { network, coefficients, parameters: second.parameters, epochs: used };
}

/** Quantities are learned in units of their deviation; classes stay as they are. */
function checkData({ task, rows, targets, featureNames, outputNames }: MlpData) {
  createDesign(rows, featureNames.length);
  if (task !== "regression") {
    const classes = task === "binary" ? 2 : outputNames.length;
    return { samples: { rows, targets: Array.from(checkLabels(targets, rows.length, classes)) }, mean: 0, scale: 1 };
  }
  const quantities = checkQuantities(targets, rows.length);
  const mean = quantities.reduce((sum, value) => sum + value, 0) / rows.length;
  const variance = quantities.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows.length;
  const scale = variance > 0 ? Math.sqrt(variance) : 1;
  return { samples: { rows, targets: Array.from(quantities, (value) => (value - mean) / scale) }, mean, scale };
}

function splitSamples({ rows, targets }: Samples, task: Task, { validationFraction, seed }: MlpSettings) {
  const labels = task === "regression" ? targets.map(() => 0) : targets;
  const { train, test } = stratifiedSplit(labels, { testFraction: validationFraction, seed });
  const pick = (positions: readonly number[]): Samples => ({
    rows: positions.map((row) => rows[row]!),
    targets: positions.map((row) => targets[row]!),
  });
  return { train: pick(train), validation: pick(test) };
}

/** Uniform with variance 1 / inputs, so that standardized inputs make sums of variance 1; biases 0 (Y. LeCun, 1998). */
function initialParameters(places: readonly LayerPlace[], random: ShuffleRandom): Float64Array {
  const parameters = new Float64Array(parameterCount(places));
  for (const { inputs, weights, bias } of places) {
    const end = Math.sqrt(3 / inputs);
    for (let i = weights; i < bias; i++) parameters[i] = end * (random.below(2 ** 32) / 2 ** 31 - 1);
  }
  return parameters;
}

function smoothNetwork(
  places: readonly LayerPlace[],
  { activation, hidden, range, rangePenalty }: MlpSettings,
): Network {
  const each = activation === "square" ? polynomialActivation(SQUARE) : smoothActivations[activation];
  return { places, activations: hidden.map(() => each), limit: range, rangePenalty };
}

function hiddenPolynomials(
  network: Network,
  parameters: Float64Array,
  rows: readonly ArrayLike<number>[],
  { activation, degree }: MlpSettings,
): readonly (readonly number[])[] {
  if (activation === "square") return network.activations.map(() => SQUARE);
  return observedRanges(network, parameters, rows).map(([low, high]) =>
    fitPolynomial(smoothActivations[activation].value, degree, low, high),
  );
}

/** The layers, the last one in the target's own unit. */
function unscaled(
  places: readonly LayerPlace[],
  parameters: Float64Array,
  { mean, scale }: { readonly mean: number; readonly scale: number },
) {
  return places.map(({ outputs, weights, bias }, index) => {
    const factor = index === places.length - 1 ? scale : 1;
    const shift = index === places.length - 1 ? mean : 0;
    return {
      weights: parameters.slice(weights, bias).map((value) => value * factor),
      bias: parameters.slice(bias, bias + outputs).map((value) => value * factor + shift),
    };
  });
}
