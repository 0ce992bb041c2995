import { constants } from "node:fs";
import { lstat, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { MODEL_NAME, VelumError } from "@velum/protocol";

/** Public material of one model: rows that it was not trained on, with their target, and the model in the clear. */
export interface DemonstrationModel {
  /** Name of the model on this server. */
  readonly model: string;
  readonly title: string;
  /** Column of the rows that holds what was observed. */
  readonly target: string;
  /** Under which the rows may be passed on. */
  readonly license: string;
  readonly rows: Buffer;
  readonly onnx: Buffer;
}

/** Material that is public on purpose, so that a page may compare with the model in the clear. */
export interface Demonstration {
  readonly models: readonly DemonstrationModel[];
}

/** Fields of `demonstration.json`. */
const FIELDS = ["title", "target", "license"] as const;
const MAX_MODELS = 64;
const MAX_BYTES: number = 2 ** 26;

/**
 * Reads a folder that holds one folder a model, named as the model: `demonstration.json` with title, target and license,
 * `rows.csv` and `model.onnx`. Everyone may fetch them. Links are refused.
 * @throws VelumError DEMONSTRATION_FILES
 * @example const demonstration = await loadDemonstration("demonstration");
 */
export async function loadDemonstration(folder: string): Promise<Demonstration> {
  const stats = await lstat(folder).catch(() => undefined);
  if (!stats?.isDirectory()) throw refuse("folder", "a folder", "another thing, or nothing");
  const entries = await readdir(folder, { withFileTypes: true });
  if (entries.length === 0 || entries.length > MAX_MODELS) {
    throw refuse("folder", `1 to ${MAX_MODELS} folders`, String(entries.length));
  }
  const names = entries.map((entry) => {
    if (!entry.isDirectory()) throw refuse("entry of the folder", "a folder", "another thing");
    if (!MODEL_NAME.test(entry.name)) throw refuse("name of a folder", "that of a model", "another");
    return entry.name;
  });
  const models = await Promise.all(names.sort().map((name) => readModel(folder, name)));
  return Object.freeze({ models: Object.freeze(models) });
}

async function readModel(folder: string, model: string): Promise<DemonstrationModel> {
  const read = (name: string): Promise<Buffer> => readRegular(join(folder, model, name), `${model}/${name}`);
  const { title, target, license } = readFields(await read("demonstration.json"), `${model}/demonstration.json`);
  const [rows, onnx] = [await read("rows.csv"), await read("model.onnx")];
  return Object.freeze({ model, title, target, license, rows, onnx });
}

function readFields(bytes: Buffer, file: string): Readonly<Record<(typeof FIELDS)[number], string>> {
  const fields = parse(bytes);
  const values = FIELDS.map((name) => {
    const value = fields.get(name);
    if (typeof value !== "string" || value.length > 400 || /\p{C}/u.test(value)) {
      throw refuse(`${file}: ${name}`, "a text of one line", typeof value);
    }
    return [name, value] as const;
  });
  if (fields.size !== FIELDS.length) throw refuse(file, `no fields but ${FIELDS.join(", ")}`, "another");
  return Object.fromEntries(values) as Record<(typeof FIELDS)[number], string>;
}

function parse(bytes: Buffer): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    if (typeof value === "object" && value !== null) return new Map(Object.entries(value));
  } catch {
    // Refused by its fields, of which there are none.
  }
  return new Map();
}

async function readRegular(path: string, name: string): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => undefined);
  if (file === undefined) throw refuse(name, "a readable regular file", "none");
  try {
    const stats = await file.stat();
    if (!stats.isFile() || stats.size > MAX_BYTES) {
      throw refuse(name, `a regular file of at most ${MAX_BYTES} bytes`, "another");
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}

const refuse = (argument: string, expected: string, got: string): VelumError =>
  new VelumError("DEMONSTRATION_FILES", { argument, expected, got });
