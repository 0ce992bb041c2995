import type { Target } from "@velum/tabular";
import { createGraph, type Graph, numberTensor, stringTensor } from "../graph/index.ts";
import { addEncoding } from "./encoding-graph.ts";
import { addNode, addNumbers, type GraphDraft } from "./graph-draft.ts";
import { addLayers } from "./layers-graph.ts";
import type { TrainedModel } from "./train-model.ts";

/**
 * A trained model as a graph, from raw columns to answers, so that it can be written as ONNX and is then a model like any
 * other. It has one input a feature, under the feature's name; for a quantity one output under the target's name, for
 * classes the label under the target's name and the `… probabilities` of all classes in order.
 *
 * @throws {@link ModelError} `MODEL_INVALID` for numeric codes of categories that are no integers
 * @example
 * await writeFile("model.onnx", writeOnnx(trainedGraph(trained)));
 */
export function trainedGraph({
  schema,
  preprocessing,
  model,
  target,
  task,
}: Pick<TrainedModel, "schema" | "preprocessing" | "model" | "target" | "task">): Graph {
  const draft: GraphDraft = { inputs: [], constants: new Map(), nodes: [] };
  const table = addEncoding(draft, preprocessing, schema);
  const scores = addLayers(draft, model, table);
  if (task === "regression") {
    addNode(draft, target.name, { kind: "identity", inputs: [scores] });
    return createGraph({ ...draft, name: target.name, outputs: [target.name] });
  }
  const probabilities = `${target.name} probabilities`;
  if (task === "multiclass")
    addNode(draft, probabilities, { kind: "softmax", axis: 1, logarithm: false, inputs: [scores] });
  else addBothProbabilities(draft, scores, probabilities);
  addLabel(draft, target, probabilities, task === "binary");
  return createGraph({ ...draft, name: target.name, outputs: [target.name, probabilities] });
}

/** In the way of scikit-learn: the sigmoid, and what is left of 1. The logit itself stays the last sum of the layers. */
function addBothProbabilities(draft: GraphDraft, logit: string, output: string): void {
  const one = addNumbers(draft, "probability/one", [1], [1]);
  const second = addNode(draft, "probability/second", {
    kind: "unary",
    function: { name: "sigmoid" },
    inputs: [logit],
  });
  const first = addNode(draft, "probability/first", { kind: "binary", function: "sub", inputs: [one, second] });
  addNode(draft, output, { kind: "concat", axis: 1, inputs: [first, second] });
}

/** The most probable class by its label. Of two that are equally probable it is the second, as from a threshold of 0.5. */
function addLabel(draft: GraphDraft, { name, labels }: Target, probabilities: string, last: boolean): void {
  const numbers = labels.map(Number);
  const areIntegers = labels.every(
    (label, index) => `${numbers[index]}` === label && Number.isSafeInteger(numbers[index]),
  );
  const shape = [labels.length];
  draft.constants.set("labels/all", areIntegers ? numberTensor("int", shape, numbers) : stringTensor(shape, labels));
  const place = addNode(draft, "labels/place", {
    kind: "argMax",
    axis: 1,
    keepDimension: false,
    last,
    inputs: [probabilities],
  });
  addNode(draft, name, { kind: "gather", axis: 0, inputs: ["labels/all", place] });
}
