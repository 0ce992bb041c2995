import { GraphError } from "../graph/graph-error.ts";

/**
 * The text in a bytes field, which ONNX uses for strings.
 *
 * @param label - what a message calls the field
 * @throws {GraphError} TENSOR_INVALID when the bytes are not UTF-8.
 */
export function decodeText(bytes: Uint8Array, label: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new GraphError("TENSOR_INVALID", { reason: `${label} holds text that is not UTF-8` }, { cause });
  }
}
