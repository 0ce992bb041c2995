import { type Compilation, compile, readModel } from "@velum/compiler";
import { heartTarget, type TrainedModel, trainedGraph, trainModel } from "@velum/model";
import { readTrainingTable } from "@velum/tabular";
import type { HeartDemo } from "./heart-bundle.ts";
import type { HeartRecords } from "./heart-data.ts";

/** A net on the same patients, compiled, and as a graph in the clear. */
export interface HeartNet {
  readonly compilation: Compilation;
  readonly graph: ReturnType<typeof trainedGraph>;
}

/**
 * Trains a net of 16 squares on the patients that the logistic regression was trained on, and compiles it for single rows.
 * Under two seconds. Its protection is `standard`: nothing stronger is claimed behind a square.
 */
export async function prepareHeartNet(
  { header, records }: HeartRecords,
  { model: { schema, split, postprocessing } }: HeartDemo,
  seed: number,
): Promise<HeartNet> {
  const table = readTrainingTable(header, records, schema, { target: heartTarget });
  const mlp = { hidden: [[16]], weightDecay: [1], activation: "square" as const };
  const trained = await trainModel(table, { model: "mlp", split, seed, folds: 0, resamples: 10, mlp });
  const graph = trainedGraph(labelled(trained, postprocessing));
  // The answer is told as that of the logistic regression is: a probability, and a label by a threshold.
  const compilation = compile(
    { ...readModel(graph, { schema }), postprocessing },
    {
      name: "heart-mlp",
      version: "1",
      title: "Heart disease, by a net of 16 squares",
      protection: "standard",
      plans: ["diagonal"],
    },
  );
  return { compilation, graph };
}

/** Classes by the words of the answer, in place of the numbers of the file. */
export function labelled<T extends Pick<TrainedModel, "target">>(
  trained: T,
  postprocessing: HeartDemo["model"]["postprocessing"],
): T {
  return { ...trained, target: { ...trained.target, labels: labelsOf(postprocessing) } };
}

/** Both labels of the heart models, the one without the disease first. */
export function labelsOf(postprocessing: HeartDemo["model"]["postprocessing"]): readonly string[] {
  return postprocessing.kind === "sigmoid" ? postprocessing.labels : [];
}
