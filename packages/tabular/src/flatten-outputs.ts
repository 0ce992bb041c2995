import type { OutputValue } from "./output-reading.ts";
import type { Prediction } from "./postprocess.ts";

/** One number or label of an answer, with the name of its column. */
export interface FlatOutput {
  readonly name: string;
  readonly value: number | string;
}

/**
 * An answer as the cells of one row of a table, in the order of the model's outputs. An output of several numbers has a
 * column for each: `probabilities[1]` by position, or `probabilities[yes]` by key. Answers of one model have the same
 * columns.
 *
 * @example
 * flattenOutputs(answer); // [{ name: "label", value: 1 }, { name: "probabilities[0]", value: 0.2 }, …]
 */
export function flattenOutputs(prediction: Prediction): readonly FlatOutput[] {
  switch (prediction.kind) {
    case "value":
      return [{ name: "value", value: prediction.value }];
    case "class":
      return [
        { name: "probability", value: prediction.probability },
        { name: "label", value: prediction.label },
      ];
    case "outputs":
      return Object.entries(prediction.outputs).flatMap(([name, output]) => flatten(name, output));
  }
}

/** The entries of a list are its positions. */
function flatten(name: string, output: OutputValue): readonly FlatOutput[] {
  if (typeof output !== "object") return [{ name, value: output }];
  return Object.entries(output).map(([key, value]) => ({ name: `${name}[${key}]`, value }));
}
