import { GraphError } from "../graph/graph-error.ts";
import { quoteName } from "../graph/quote-name.ts";
import type { TensorProto } from "./generated/onnx-ml_pb.ts";

/** Files that the user gave beside the model, by plain file name. */
export type ExternalFiles = ReadonlyMap<string, Uint8Array>;

/**
 * The bytes of a tensor that is stored outside of the model's file. No path is ever opened: the file must be one that
 * the user gave, and the model must name it without a folder (review E7; CVE-2022-25882, CVE-2024-27318).
 *
 * @throws {GraphError} EXTERNAL_DATA.
 */
export function externalBytes(proto: TensorProto, label: string, files: ExternalFiles): Uint8Array {
  const entries = new Map(proto.externalData.map(({ key, value }) => [key, value]));
  const location = entries.get("location") ?? "";
  if (!isPlainName(location)) {
    throw refused(`${label} is in ${quoteName(location)}, which is no plain file name`, `Instead, ${SAVE_INSIDE}`);
  }
  const file = files.get(location);
  if (file === undefined) {
    throw refused(
      `${label} is in the file ${quoteName(location)}, which was not given`,
      `Give it beside the model, or ${SAVE_INSIDE}`,
    );
  }
  const offset = readSize(entries.get("offset") ?? "0", label);
  const length = readSize(entries.get("length") ?? String(Math.max(file.length - offset, 0)), label);
  if (offset + length > file.length) {
    throw refused(
      `${label} reaches beyond the end of the file ${quoteName(location)}`,
      `Copy it again, or ${SAVE_INSIDE}`,
    );
  }
  return file.subarray(offset, offset + length);
}

const SAVE_INSIDE = "save the model with its weights inside: torch.onnx.export(…, external_data=False)";

/** No folder, no drive, no control character, not hidden. */
function isPlainName(name: string): boolean {
  return /^[^./\\:\p{C}][^/\\:\p{C}]{0,254}$/u.test(name);
}

function readSize(text: string, label: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw refused(`${label} has an offset or length that is no number`, `Instead, ${SAVE_INSIDE}`);
}

function refused(reason: string, advice: string): GraphError {
  return new GraphError("EXTERNAL_DATA", { reason, advice });
}
