import { readdirSync, readFileSync } from "node:fs";
import { floatTensor, numberTensor, stringTensor, type Tensor, type Value } from "../graph/index.ts";

/** The fixture models with what onnxruntime makes of them (see fixtures/README.md). */
const FOLDER = new URL("../../../../fixtures/", import.meta.url);

type Json = number | string | null | readonly Json[] | { readonly [key: string]: Json };

export interface FixtureSamples {
  readonly inputs: Readonly<Record<string, Json>>;
  readonly outputs: Readonly<Record<string, Json>>;
}

export interface Fixture {
  readonly name: string;
  readonly inputs: readonly {
    readonly name: string;
    readonly shape: readonly (number | null)[];
    readonly dtype: string;
  }[];
  readonly samples: FixtureSamples;
  readonly edgeSamples?: FixtureSamples;
}

/** Names of the fixtures that have an expected result, without their extension. */
export function fixtureNames(): string[] {
  return readdirSync(FOLDER).flatMap((file) => (file.endsWith(".json") ? [file.slice(0, -5)] : []));
}

export function fixtureBytes(file: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(file, FOLDER)));
}

export function fixtureJson<Content>(file: string): Content {
  return JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as Content;
}

/** The files with weights that belong to a fixture. */
export function fixtureExternalData(name: string): ReadonlyMap<string, Uint8Array> {
  const file = `${name}.onnx.data`;
  return new Map(readdirSync(FOLDER).includes(file) ? [[file, fixtureBytes(file)]] : []);
}

/** The sample rows as the model takes them. */
export function fixtureInputs(fixture: Fixture, samples: FixtureSamples): Map<string, Tensor> {
  return new Map(fixture.inputs.map(({ name, dtype }) => [name, toTensor(samples.inputs[name]!, dtype)]));
}

function toTensor(rows: Json, dtype: string): Tensor {
  const shape = shapeOf(rows);
  const flat = leaves(rows);
  if (dtype === "string") return stringTensor(shape, flat as string[]);
  const numbers = flat.map((value) => (value === null ? Number.NaN : Number(value)));
  return dtype.startsWith("int") ? numberTensor("int", shape, numbers) : floatTensor(shape, numbers);
}

function leaves(rows: Json): (number | string | null)[] {
  return Array.isArray(rows) ? rows.flatMap(leaves) : [rows as number | string | null];
}

function shapeOf(rows: Json): number[] {
  return Array.isArray(rows) ? [rows.length, ...shapeOf(rows[0] as Json)] : [];
}

/** A value of ours as the fixture writes it, flat: numbers, strings, or the numbers of the maps. */
export function flatten(value: Value): readonly (number | string)[] {
  return Array.from<number | string>(value.data);
}

/** An expected output, flat. */
export function flattenExpected(rows: Json): (number | string)[] {
  if (Array.isArray(rows)) return rows.flatMap(flattenExpected);
  if (typeof rows === "object" && rows !== null) return Object.values(rows).flatMap(flattenExpected);
  return [rows as number | string];
}
