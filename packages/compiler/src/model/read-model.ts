import type { Graph } from "@velum/model/graph";
import { checkPostprocessing, preprocessedNames } from "@velum/tabular";
import type { AffineLayer } from "../network/layers.ts";
import { splitClientSide } from "../passes/split-client-side.ts";
import type { CompilableModel, RangeOrigin } from "./compilable-model.ts";
import { describeTable } from "./describe-table.ts";
import { foldTable } from "./fold-table.ts";
import { type NamingHints, nameSources } from "./name-sources.ts";
import { checkRangeData } from "./range-data.ts";
import { readHead } from "./read-head.ts";
import { readTail } from "./read-tail.ts";

/** What a model file does not say itself. */
export interface ReadModelOptions extends NamingHints {
  /** Without schema and range data: guess ranges from the file's standardization, for a first look alone. */
  readonly assumeRanges?: boolean;
}

/**
 * A model from its graph: what comes before the layers becomes schema and preprocessing, what comes after them declared
 * steps. The ranges of the schema are those given, or come from range data (A10).
 * @throws GraphError GRAPH_NOT_SPLITTABLE; VelumError COMPILE_HEAD, COMPILE_TAIL, COMPILE_COLUMNS, COMPILE_RANGES, COMPILE_SCHEMA,
 * COMPILE_RANGE_DATA
 * @example const model = readModel(readOnnx(bytes), { rangeData: { columns: header, rows: records } });
 */
export function readModel(graph: Graph, options: ReadModelOptions = {}): CompilableModel {
  if (options.rangeData !== undefined) checkRangeData(options.rangeData);
  const { head, core, tail } = splitClientSide(graph);
  const columns = readHead(head);
  const table = describeTable(columns, nameSources(columns.sources, options), options);
  const [first, ...rest] = core.layers;
  const width = preprocessedNames(table.preprocessing).length;
  return Object.freeze({
    schema: table.schema,
    preprocessing: table.preprocessing,
    layers: Object.freeze([foldTable(first as AffineLayer, table.columns, width), ...rest]),
    postprocessing: checkPostprocessing({ kind: "outputs", outputs: readTail(tail) }, core.outputs),
    outputs: scoreNames(core.outputs),
    ranges: originOf(options),
  });
}

const scoreNames = (count: number): readonly string[] =>
  Object.freeze(count === 1 ? ["score"] : Array.from({ length: count }, (_, i) => `score_${i}`));

function originOf({ schema, rangeData }: ReadModelOptions): RangeOrigin {
  if (schema !== undefined) return "schema";
  return rangeData === undefined ? "assumed" : "range data";
}
