import { readOnnx } from "@velum/model/onnx";
import { runGraph } from "@velum/model/run";
import type { CheckedRow, OutputValue, TableSchema } from "@velum/tabular";
import type { ClearOutputs } from "./answer-lens.ts";

type MapValue<T> = T extends ReadonlyMap<string, infer Value> ? Value : never;
type Tensor = MapValue<Parameters<typeof runGraph>[1]>;
type Value = MapValue<ReturnType<typeof runGraph>>;

/** A model file that answers in the clear, in this tab. Only demonstrations have one: their weights are public on purpose. */
export interface ClearModel {
  answer(row: CheckedRow): ClearOutputs;
}

/**
 * Reads an ONNX file whose inputs are the schema's features: one input a feature under its name, or one of all features in their
 * order.
 * @throws GraphError whatever is wrong with the file or a row
 * @example readClearModel(new Uint8Array(await answer.arrayBuffer()), contract.schema).answer(row)
 */
export function readClearModel(bytes: Uint8Array, schema: TableSchema): ClearModel {
  const graph = readOnnx(bytes);
  const names = schema.features.map(({ name }) => name);
  return Object.freeze({
    answer(row: CheckedRow): ClearOutputs {
      const inputs = graph.inputs.map(({ name, elementType }): readonly [string, Tensor] => {
        const values = (names.includes(name) ? [name] : names).map((feature) => row[feature] ?? null);
        const shape = [1, values.length];
        // A missing word is the empty text, a missing number NaN.
        return elementType === "string"
          ? [name, { elementType, shape, data: values.map((value) => (value === null ? "" : String(value))) }]
          : [name, { elementType, shape, data: Float64Array.from(values, (value) => Number(value ?? Number.NaN)) }];
      });
      const outputs: Record<string, OutputValue> = Object.create(null);
      for (const [name, value] of runGraph(graph, new Map(inputs))) outputs[name] = firstRow(value);
      return outputs;
    },
  });
}

/** What an output says of the only row: a number or text, numbers in order, or numbers by key. */
function firstRow(value: Value): OutputValue {
  if (value.elementType === "maps") {
    return Object.fromEntries(value.keys.map((key, i) => [String(key), value.data[i]!]));
  }
  const list = Array.from<string | number>(value.data);
  return list.length === 1 ? list[0]! : (list as readonly number[]);
}
