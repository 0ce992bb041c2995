import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile, readModel } from "@velum/compiler";
import { readOnnxFile } from "../compile/read-onnx-file.ts";
import { readRangeFile } from "../compile/read-range-file.ts";
import { SILENT } from "../terminal/progress.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

/** A file of the fixtures. */
export const fixture = (name: string): string => join(root, "fixtures", name);

/** The patients, with their target. */
export const HEART_DATA: string = join(root, "data/heart-disease.csv");

/** A fixture of the heart data, compiled. */
export async function compileFixture(name: string): Promise<Uint8Array> {
  const { graph } = await readOnnxFile(fixture(`${name}.onnx`), []);
  const { data: rangeData } = await readRangeFile(HEART_DATA, ["target"], SILENT);
  const options = { name, version: "1", protection: "standard", rangeData } as const;
  return compile(readModel(graph, { rangeData }), options).bundle;
}
