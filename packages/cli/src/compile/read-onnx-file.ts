import { basename } from "node:path";
import type { Graph } from "@velum/model/graph";
import { readOnnx } from "@velum/model/onnx";
import { readWholeFile } from "../files/read-file.ts";

/** Files above this hold no model that a plan computes; protobuf itself ends at 2 GiB. */
const MAX_BYTES = 2 ** 30;

/**
 * The graph of an ONNX file. Weights in other files are read from those that the user named alone, never from where the model
 * points (E7).
 * @throws CliError FILE; GraphError
 */
export async function readOnnxFile(
  path: string,
  externalData: readonly string[],
): Promise<{ readonly graph: Graph; readonly bytes: number }> {
  const bytes = await readWholeFile(path, "the model", MAX_BYTES);
  const files = new Map<string, Uint8Array>();
  for (const file of externalData) files.set(basename(file), await readWholeFile(file, "a file of weights", MAX_BYTES));
  return { graph: readOnnx(bytes, { externalData: files }), bytes: bytes.length };
}
