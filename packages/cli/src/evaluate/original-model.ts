import {
  floatTensor,
  type Graph,
  type GraphInput,
  numberTensor,
  runGraph,
  stringTensor,
  type Tensor,
  type Value,
} from "@velum/model/graph";
import type { OutputsPostprocessing, OutputValue, Postprocessing, Prediction } from "@velum/tabular";
import { CliError, printable } from "../cli-error.ts";
import { columnName } from "../csv/read-csv.ts";

/** Rows of a file, cell by cell. */
export interface TextRows {
  readonly header: readonly string[];
  readonly records: readonly (readonly string[])[];
  /** Number of each record in the file, for messages. */
  readonly places: readonly number[];
}

export interface OriginalOptions {
  /** What the contract makes of the outputs; it names them. */
  readonly postprocessing: Postprocessing;
  /** Names of the model's columns, in its order; those of its inputs, of the schema or of the file if left out. */
  readonly columns?: readonly string[] | undefined;
  /** Names of the contract's features. */
  readonly features: readonly string[];
  readonly target: string;
}

/** A decimal number, as everywhere in CSV files. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
/** Rows at once. */
const BATCH = 1000;

/**
 * What the model file itself answers to rows, with none of what the compiler made of it: neither its split nor its polynomials.
 * @throws CliError EVALUATION where the file has not the contract's outputs, USAGE for columns that do not fit, DATA_FILE for a
 * cell that is no number
 */
export function originalAnswers(graph: Graph, rows: TextRows, options: OriginalOptions): readonly Prediction[] {
  const { postprocessing } = options;
  if (postprocessing.kind !== "outputs" || !postprocessing.outputs.every(({ name }) => graph.outputs.includes(name)))
    throw new CliError("EVALUATION", "The bundle was not compiled from this file: its outputs have other names.");
  const places = inputPlaces(graph.inputs, rows.header, options);
  const batch = graph.inputs.some(({ shape }) => shape[0] !== null) ? 1 : BATCH;
  return Array.from({ length: Math.ceil(rows.records.length / batch) }, (_, i) =>
    answerBatch(graph, places, rows, [i * batch, Math.min((i + 1) * batch, rows.records.length)], postprocessing),
  ).flat();
}

/** For each input the columns of the file that it reads. */
type Places = readonly { readonly input: GraphInput; readonly columns: readonly number[] }[];

const widthOf = ({ shape }: GraphInput): number => shape.slice(1).reduce<number>((size, axis) => size * (axis ?? 1), 1);

function inputPlaces(inputs: readonly GraphInput[], header: readonly string[], options: OriginalOptions): Places {
  const widths = inputs.map(widthOf);
  const names = columnNames(inputs, widths, header, options);
  let next = 0;
  return inputs.map((input, i) => {
    const own = names.slice(next, next + widths[i]!);
    next += widths[i]!;
    return { input, columns: own.map((name) => placeOf(name, header)) };
  });
}

function columnNames(
  inputs: readonly GraphInput[],
  widths: readonly number[],
  header: readonly string[],
  { columns, features, target }: OriginalOptions,
): readonly string[] {
  const count = widths.reduce((sum, width) => sum + width, 0);
  const others = header.filter((name) => name !== target);
  const own = widths.every((width) => width === 1) && inputs.length > 1 ? [inputs.map(({ name }) => name)] : [];
  const names = columns ? [columns] : [...own, features, others];
  const fitting = names.find((list) => list.length === count);
  if (fitting !== undefined) return fitting;
  throw new CliError("USAGE", `The original model reads ${count} columns: name them with --columns.`);
}

function placeOf(name: string, header: readonly string[]): number {
  const place = header.indexOf(name);
  if (place >= 0) return place;
  throw new CliError("DATA_FILE", `header: expected a column ${printable(name)} for the original model, got none.`);
}

function answerBatch(
  graph: Graph,
  places: Places,
  rows: TextRows,
  [from, to]: readonly [number, number],
  { outputs }: OutputsPostprocessing,
): readonly Prediction[] {
  const inputs = new Map(places.map((place) => [place.input.name, tensorOf(place, rows, from, to)]));
  const values = runGraph(graph, inputs);
  return Array.from({ length: to - from }, (_, row) => ({
    kind: "outputs",
    outputs: Object.fromEntries(outputs.map(({ name }) => [name, valueAt(values.get(name)!, row)])),
  }));
}

function tensorOf(
  { input, columns }: Places[number],
  { header, records, places }: TextRows,
  from: number,
  to: number,
): Tensor {
  const shape = [to - from, ...input.shape.slice(1).map(Number)];
  const cells = records.slice(from, to).flatMap((record) => columns.map((column) => record[column]!));
  if (input.elementType === "string") return stringTensor(shape, cells);
  const numbers = cells.map((cell, i) => {
    if (cell === "") return Number.NaN;
    if (DECIMAL.test(cell)) return Number(cell);
    const [row, column] = [places[from + Math.floor(i / columns.length)]!, columns[i % columns.length]!];
    const place = `row ${row}, ${columnName(header[column]!, column)}`;
    throw new CliError("DATA_FILE", `${place}: expected a decimal number for the original model, got another text.`);
  });
  return input.elementType === "float" ? floatTensor(shape, numbers) : numberTensor(input.elementType, shape, numbers);
}

/** A label or a number of one axis; a list of several; a map. */
function valueAt(value: Value, row: number): OutputValue {
  const width = value.data.length / value.shape[0]!;
  const own = Array.from<number | string>(value.data.slice(row * width, (row + 1) * width));
  if (value.elementType === "maps")
    return Object.fromEntries(value.keys.map((key, i) => [String(key), Number(own[i])]));
  return value.shape.length === 1 || value.elementType === "string" ? own[0]! : own.map(Number);
}
