import { type ShuffleRandom, shuffle } from "@velum/tabular";
import { type Adam, createAdam } from "./adam.ts";
import type { Loss } from "./loss.ts";
import { backward, createTrace, forward, type LayerPlace, type Network, penaltyOf } from "./network.ts";
import { createPause } from "./pause.ts";

/** Rows and their targets. */
export interface Samples {
  readonly rows: readonly ArrayLike<number>[];
  readonly targets: readonly number[];
}

/** How long and how fast. */
export interface EpochSettings {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly batchSize: number;
  readonly maximumEpochs: number;
  /** Epochs without a better validation loss before training stops. */
  readonly patience: number;
}

/** What is told after each epoch. */
export interface EpochProgress {
  readonly epoch: number;
  readonly maximumEpochs: number;
  /** Mean loss of the validation rows, `null` without them. */
  readonly validationLoss: number | null;
}

/** One training. */
export interface Training {
  readonly network: Network;
  readonly loss: Loss;
  /** First parameters, left as they are. */
  readonly start: Float64Array;
  readonly samples: Samples;
  /** Rows that stop the training; without them it goes through all epochs. */
  readonly validation?: Samples;
  readonly settings: EpochSettings;
  /** Shuffles the rows. */
  readonly random: ShuffleRandom;
  readonly onEpoch: (progress: EpochProgress) => void;
  readonly signal: AbortSignal | undefined;
}

/** Parameters, and after which epoch they were so. */
export interface Trained {
  readonly parameters: Float64Array;
  readonly epochs: number;
}

/**
 * Trains by mini-batches. With validation rows it goes on until their loss, range penalty included, has not fallen for
 * `patience` epochs, and returns the parameters where it was lowest, the start among them (L. Prechelt, "Early Stopping,
 * but When?", 1998); without them it returns the last ones.
 *
 * @throws the reason of the signal when it is aborted
 */
export async function trainNetwork(training: Training): Promise<Trained> {
  const { network, loss, validation, settings } = training;
  const parameters = Float64Array.from(training.start);
  const adam = createAdam(decayingParameters(network.places), settings);
  const lossOf = (): number | null => (validation ? meanLoss(network, loss, parameters, validation) : null);
  let best = { epochs: 0, parameters: training.start, loss: lossOf() ?? Infinity };
  const pause = createPause(training.signal);
  for (let epoch = 1; epoch <= settings.maximumEpochs && epoch - best.epochs <= settings.patience; epoch++) {
    await pause();
    runEpoch(training, parameters, adam);
    const validationLoss = lossOf();
    if (validationLoss === null || validationLoss < best.loss) {
      best = { epochs: epoch, parameters: Float64Array.from(parameters), loss: validationLoss ?? 0 };
    }
    training.onEpoch({ epoch, maximumEpochs: settings.maximumEpochs, validationLoss });
  }
  return best;
}

function runEpoch({ network, loss, samples, settings, random }: Training, parameters: Float64Array, adam: Adam): void {
  const order = Array.from(samples.rows.keys());
  shuffle(order, random);
  for (let from = 0; from < order.length; from += settings.batchSize) {
    const batch = order.slice(from, from + settings.batchSize);
    adam.step(parameters, batchGradient(network, loss, parameters, samples, batch));
  }
}

/** Smallest and largest sum of each hidden layer over these rows. */
export function observedRanges(
  network: Network,
  parameters: Float64Array,
  rows: readonly ArrayLike<number>[],
): readonly (readonly [number, number])[] {
  const trace = createTrace(network.places);
  const ranges = network.activations.map((): [number, number] => [Infinity, -Infinity]);
  for (const row of rows) {
    trace.values[0]!.set(row);
    forward(network, parameters, trace);
    ranges.forEach((range, layer) => {
      for (const z of trace.sums[layer]!) {
        range[0] = Math.min(range[0], z);
        range[1] = Math.max(range[1], z);
      }
    });
  }
  return ranges;
}

/** Mean gradient of a batch, without the decay. */
export function batchGradient(
  network: Network,
  loss: Loss,
  parameters: Float64Array,
  { rows, targets }: Samples,
  batch: readonly number[],
): Float64Array {
  const trace = createTrace(network.places);
  const gradient = new Float64Array(parameters.length);
  const scale = 1 / batch.length;
  for (const row of batch) {
    trace.values[0]!.set(rows[row]!);
    const outputs = forward(network, parameters, trace);
    loss.slopes(outputs, targets[row]!, scale, trace.slopes.at(-1)!);
    backward(network, parameters, trace, gradient, scale);
  }
  return gradient;
}

/** Mean loss with the range penalty. */
export function meanLoss(network: Network, loss: Loss, parameters: Float64Array, { rows, targets }: Samples): number {
  const trace = createTrace(network.places);
  let sum = 0;
  rows.forEach((row, index) => {
    trace.values[0]!.set(row);
    const outputs = forward(network, parameters, trace);
    sum += loss.value(outputs, targets[index]!) + penaltyOf(network, trace);
  });
  return sum / rows.length;
}

function decayingParameters(places: readonly LayerPlace[]): Uint8Array {
  return Uint8Array.from(
    places.flatMap(({ inputs, outputs }) => [
      ...new Array<number>(inputs * outputs).fill(1),
      ...new Array<number>(outputs).fill(0),
    ]),
  );
}
