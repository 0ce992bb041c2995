import {
  type Graph,
  type GraphNode,
  type NumberTensor,
  numberTensor,
  quoteName,
  runNode,
  type Tensor,
} from "@velum/model/graph";
import { VelumError } from "@velum/protocol";
import type { Label } from "@velum/tabular";
import { affineColumn, type HeadColumn, isUntouched, lookUp, type Normalization, sourceColumn } from "./head-column.ts";
import { spread } from "./spread.ts";

type NodeOf<Kind extends GraphNode["kind"]> = Extract<GraphNode, { kind: Kind }>;

/** A value of one row: its columns in row-major order under a shape without the axis of the rows. */
interface HeadValue {
  readonly columns: readonly HeadColumn[];
  readonly shape: readonly number[];
}

/** One column of the input of a model. */
export interface HeadSource {
  readonly input: string;
  /** Its place among the columns of that input. */
  readonly place: number;
  /** How many columns the input has. */
  readonly width: number;
  readonly words: boolean;
  /** Whether the file takes whole numbers. */
  readonly integer: boolean;
}

/** What the client computes before encryption, column by column. */
export interface ReadHead {
  readonly sources: readonly HeadSource[];
  readonly columns: readonly HeadColumn[];
}

/**
 * Reads the part of a model that comes before its layers: each number must be a function of one column alone (filled in,
 * scaled, looked up), since that is what a contract declares; or all of them are divided by the norm of the row.
 * @throws VelumError COMPILE_HEAD with the node, what it does, and what would help
 */
export function readHead(head: Graph): ReadHead {
  const sources = head.inputs.flatMap(sourcesOf);
  const values = new Map<string, HeadValue>();
  let first = 0;
  for (const { name, shape } of head.inputs) {
    const own = shape.slice(1) as readonly number[];
    const size = own.reduce((product, length) => product * length, 1);
    const columns = Array.from({ length: size }, (_, i) => sourceColumn(first + i));
    values.set(name, { columns, shape: own });
    first += size;
  }
  for (const node of head.nodes) values.set(node.output, readNode(node, head, values, sources));
  return { sources, columns: values.get(head.outputs[0]!)!.columns };
}

function sourcesOf({ name, elementType, shape }: Graph["inputs"][number]): HeadSource[] {
  const width = (shape.slice(1) as readonly number[]).reduce((product, length) => product * length, 1);
  const [words, integer] = [elementType === "string", elementType === "int"];
  return Array.from({ length: width }, (_, place) => ({ input: name, place, width, words, integer }));
}

type Values = ReadonlyMap<string, HeadValue>;

function readNode(
  node: GraphNode,
  { constants, types }: Graph,
  values: Values,
  sources: readonly HeadSource[],
): HeadValue {
  const shape = types.get(node.output)!.shape.slice(1) as readonly number[];
  const value = values.get(node.inputs[0]!);
  const map = (change: (column: HeadColumn, i: number) => HeadColumn): HeadValue => {
    if (value === undefined) throw unreadable(node, "reads a constant where a column belongs");
    return { columns: value.columns.map(change), shape };
  };
  switch (node.kind) {
    case "identity":
    case "reshape":
    case "slice":
    case "gather":
    case "transpose":
    case "concat":
      return moved(node, constants, values, shape);
    case "cast":
      return map((column) => castColumn(node, column, sources));
    case "imputer":
      return map((column, i) => imputeColumn(node, column, i));
    case "scaler":
      return map((column, i) => {
        const [offset, scale] = [node.offset, node.scale].map((list) => list[i % list.length]!) as [number, number];
        return affineColumn(column, scale, -offset * scale);
      });
    case "oneHot":
      return oneHot(node, value, shape);
    case "normalizer":
      return normalized(node, value, shape);
    case "labelEncoder":
      return map((column) => encodeLabel(node, column));
    case "unary":
      if (node.function.name === "neg") return map((column) => affineColumn(column, -1, 0));
      break;
    case "binary":
      return scaled(node, constants, values, shape);
  }
  throw unreadable(node, "computes more than a column's own scaling, filling in or look-up");
}

/** Nodes that move elements: a row of numbered places shows which goes where. */
function moved(node: GraphNode, constants: Graph["constants"], values: Values, shape: readonly number[]): HeadValue {
  const all: HeadColumn[] = [];
  const rows = new Map<string, Tensor>();
  for (const name of new Set(node.inputs)) {
    const value = values.get(name);
    if (value === undefined) continue;
    const places = value.columns.map((_, i) => all.length + i);
    rows.set(name, numberTensor("float", [1, ...value.shape], places));
    all.push(...value.columns);
  }
  const fixed = node.inputs.find((name) => !rows.has(name));
  if (node.kind === "concat" && fixed !== undefined) throw unreadable(node, "joins columns and constants");
  const places = runNode(node, new Map([...constants, ...rows])) as NumberTensor;
  return { columns: Array.from(places.data, (place) => all[place]!), shape };
}

function castColumn(node: NodeOf<"cast">, column: HeadColumn, sources: readonly HeadSource[]): HeadColumn {
  if (node.to === "float" || column.kind === "constant") return column;
  if (node.to === "int" && isUntouched(column)) {
    return { ...column, truncated: !sources[column.source]!.integer };
  }
  throw unreadable(node, `turns computed numbers into ${node.to}`);
}

function imputeColumn(node: NodeOf<"imputer">, column: HeadColumn, place: number): HeadColumn {
  if (!Number.isNaN(node.missing)) throw unreadable(node, "takes a number for a missing value", "Use NaN for it");
  if (!isUntouched(column)) throw unreadable(node, "fills in after other steps", "Impute first");
  return column.impute === undefined ? { ...column, impute: node.values[place % node.values.length]! } : column;
}

function oneHot(node: NodeOf<"oneHot">, value: HeadValue | undefined, shape: readonly number[]): HeadValue {
  const columns = value?.columns.flatMap((column) =>
    node.categories.map((category) => {
      const found = lookUp(column, new Map([[category, 1]]), 0);
      return found ?? fail(node, "encodes computed numbers");
    }),
  );
  return { columns: columns ?? fail(node, "encodes a constant"), shape };
}

/** What the file scaled before the norm would have to be told to clients: means and deviations of the training rows (A10). */
function normalized(node: NodeOf<"normalizer">, value: HeadValue | undefined, shape: readonly number[]): HeadValue {
  const columns = value?.columns.map((column) =>
    isUntouched(column)
      ? column
      : fail(node, "takes the norm of scaled or encoded columns", "Take it of the columns as they are given"),
  );
  if (columns === undefined) throw unreadable(node, "takes the norm of constants");
  if (new Set(columns.map(({ source }) => source)).size < columns.length)
    throw unreadable(node, "takes the norm of a column twice");
  const normalization: Normalization = Object.freeze({ norm: node.norm, columns: Object.freeze(columns) });
  return { columns: columns.map((column) => ({ ...column, normalization })), shape };
}

function encodeLabel(node: NodeOf<"labelEncoder">, column: HeadColumn): HeadColumn {
  const filled = filledWord(node);
  if (filled !== undefined && column.kind === "value") return { ...column, impute: column.impute ?? filled };
  if (node.to === "string" || typeof node.missing === "string") throw unreadable(node, "turns categories into words");
  const entries = new Map<Label, number>(node.keys.map((key, i) => [key, Number(node.values[i])]));
  return lookUp(column, entries, node.missing) ?? fail(node, "encodes computed numbers");
}

/** What the empty word becomes in a look-up that leaves every other word as it is, or unknown: the imputer that ONNX lacks. */
function filledWord({ from, to, keys, values, missing }: NodeOf<"labelEncoder">): string | undefined {
  if (from !== "string" || to !== "string" || missing !== "") return undefined;
  const others = keys.every((key, i) => key === "" || key === values[i]);
  const filled = values[(keys as readonly Label[]).indexOf("")];
  return others && typeof filled === "string" ? filled : undefined;
}

/** A column and a constant: addition, subtraction, multiplication, division. */
function scaled(
  node: NodeOf<"binary">,
  constants: Graph["constants"],
  values: Values,
  shape: readonly number[],
): HeadValue {
  const place = node.inputs.findIndex((name) => values.has(name));
  const other = constants.get(node.inputs[1 - place]!);
  if (other === undefined || other.elementType === "string" || place < 0) {
    throw unreadable(
      node,
      "combines columns with each other",
      "Compute that before and give it as a column of its own",
    );
  }
  const value = values.get(node.inputs[place]!)!;
  const numbers = spread(other, shape);
  const source = numberTensor(
    "float",
    [1, ...value.shape],
    value.columns.map((_, i) => i),
  );
  const columns = Array.from(spread(source, shape), (from, i) => {
    const line = lineOf(node, place, numbers[i]!);
    return affineColumn(value.columns[from]!, line.scale, line.shift);
  });
  return { columns, shape };
}

function lineOf(node: NodeOf<"binary">, place: number, constant: number): { scale: number; shift: number } {
  switch (node.function) {
    case "add":
      return { scale: 1, shift: constant };
    case "sub":
      return place === 0 ? { scale: 1, shift: -constant } : { scale: -1, shift: constant };
    case "mul":
      return { scale: constant, shift: 0 };
    case "div":
      if (place === 0) return { scale: 1 / constant, shift: 0 };
  }
  throw unreadable(
    node,
    `applies ${node.function} to a column`,
    "Compute that before and give it as a column of its own",
  );
}

function fail(node: GraphNode, reason: string, advice?: string): never {
  throw unreadable(node, reason, advice);
}

function unreadable(
  node: GraphNode,
  reason: string,
  advice = "Leave this step to whoever prepares the rows",
): VelumError {
  return new VelumError("COMPILE_HEAD", {
    argument: `node ${quoteName(node.name)}`,
    expected: "steps that fill in, scale or encode each column by itself",
    got: `${node.kind}, which ${reason}. ${advice}`,
  });
}
