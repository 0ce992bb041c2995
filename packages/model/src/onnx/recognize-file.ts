interface OtherFile {
  readonly kind: string;
  readonly advice: string;
}

const EXPORT_TORCH = "Load the model in PyTorch and write it with torch.onnx.export";
const EXPORT_SKLEARN = "Load the model in Python and write it with skl2onnx or torch.onnx.export";

const SIGNATURES: readonly (OtherFile & { readonly offset: number; readonly bytes: readonly number[] })[] = [
  {
    offset: 0,
    bytes: [0x50, 0x4b, 0x03, 0x04],
    kind: "a ZIP archive, as PyTorch checkpoints are",
    advice: EXPORT_TORCH,
  },
  { offset: 0, bytes: [0x80, 0x02], kind: "a Python pickle", advice: EXPORT_SKLEARN },
  { offset: 0, bytes: [0x80, 0x03], kind: "a Python pickle", advice: EXPORT_SKLEARN },
  { offset: 0, bytes: [0x80, 0x04], kind: "a Python pickle", advice: EXPORT_SKLEARN },
  { offset: 0, bytes: [0x80, 0x05], kind: "a Python pickle", advice: EXPORT_SKLEARN },
  {
    offset: 0,
    bytes: [0x89, 0x48, 0x44, 0x46],
    kind: "an HDF5 file, as Keras writes it",
    advice: "Convert it with tf2onnx",
  },
  { offset: 0, bytes: [0x1f, 0x8b], kind: "compressed with gzip", advice: "Decompress it first" },
  { offset: 4, bytes: [0x54, 0x46, 0x4c, 0x33], kind: "a TensorFlow Lite model", advice: "Convert it with tf2onnx" },
];

/** What a file is that is certainly no ONNX file; undefined when it may be one. */
export function recognizeFile(bytes: Uint8Array): OtherFile | undefined {
  const match = SIGNATURES.find(({ offset, bytes: signature }) =>
    signature.every((byte, i) => bytes[offset + i] === byte),
  );
  if (match !== undefined) return match;
  return isText(bytes.subarray(0, 256))
    ? { kind: "text", advice: "Give a file that an ONNX exporter wrote" }
    : undefined;
}

/** Protobuf messages of a model begin with a field number, which is a control character in every known exporter. */
function isText(start: Uint8Array): boolean {
  return start.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}
