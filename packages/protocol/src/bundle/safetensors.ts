import { canonicalJson } from "../canonical-json.ts";
import { VelumError } from "../errors.ts";
import { entryCount, type Tensor, type Tensors } from "../program/tensor.ts";
import { createFieldReader, type FieldReader } from "../read-fields.ts";

/*
 * safetensors: 8 bytes of little-endian header length, a JSON header that names each tensor with dtype, shape and its
 * range of the data, then the data without gaps. `__metadata__` maps texts to texts.
 * https://github.com/huggingface/safetensors#format
 */

const LENGTH_BYTES = 8;
const ENTRY_BYTES = 8;
const MAX_HEADER_BYTES = 2 ** 22;
const MAX_TENSORS = 256;
const MAX_AXES = 4;
const METADATA = "__metadata__";

/** Names that a tensor may have: no path, no markup, nothing that every object has. */
const TENSOR_NAME = /^[a-z][a-z0-9]*(?:[-.][a-z0-9]+)*$/;

const reader: FieldReader = createFieldReader("BUNDLE_HEADER", "BUNDLE_TOO_LARGE");

/** What a file holds. */
export interface SafetensorsFile {
  readonly tensors: Tensors;
  readonly metadata: ReadonlyMap<string, string>;
}

/** Bytes of F64 tensors, by name in order, and texts. The data begins at a multiple of 8. */
export function writeSafetensors({ tensors, metadata }: SafetensorsFile): Uint8Array<ArrayBuffer> {
  const names = [...tensors.keys()].sort();
  const header = headerBytes(names, tensors, metadata);
  const dataBytes = names.reduce((sum, name) => sum + ENTRY_BYTES * tensors.get(name)!.data.length, 0);
  const out = new Uint8Array(LENGTH_BYTES + header.length + dataBytes);
  const view = new DataView(out.buffer);
  view.setBigUint64(0, BigInt(header.length), true);
  out.set(header, LENGTH_BYTES);
  let at = LENGTH_BYTES + header.length;
  for (const name of names) {
    for (const value of tensors.get(name)!.data) {
      view.setFloat64(at, value, true);
      at += ENTRY_BYTES;
    }
  }
  return out;
}

function headerBytes(names: readonly string[], tensors: Tensors, metadata: ReadonlyMap<string, string>): Uint8Array {
  let at = 0;
  const entries = names.map((name) => {
    const { shape, data } = tensors.get(name)!;
    const begin = at;
    at += ENTRY_BYTES * data.length;
    return [name, { dtype: "F64", shape, data_offsets: [begin, at] }] as const;
  });
  const text = canonicalJson({ [METADATA]: Object.fromEntries(metadata), ...Object.fromEntries(entries) });
  const json = new TextEncoder().encode(text);
  const padded = new Uint8Array(Math.ceil(json.length / ENTRY_BYTES) * ENTRY_BYTES).fill(0x20);
  padded.set(json);
  return padded;
}

/**
 * Reads a file of anyone. Every size is checked against the bytes that are there before it is used; ranges must cover the
 * data exactly once, in order, and match their shapes.
 * @param maxBytes - largest file that is looked at
 * @throws VelumError BUNDLE_TOO_LARGE, BUNDLE_TRUNCATED, BUNDLE_HEADER, BUNDLE_RANGES, BUNDLE_FORMAT, BUNDLE_NOT_FINITE
 */
export function readSafetensors(bytes: Uint8Array, maxBytes: number): SafetensorsFile {
  if (bytes.length > maxBytes)
    throw refuse("BUNDLE_TOO_LARGE", "file", `at most ${maxBytes} bytes`, String(bytes.length));
  const dataStart = LENGTH_BYTES + headerLength(bytes);
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, dataStart));
  const metadata = readMetadata(header.get(METADATA) ?? {});
  header.delete(METADATA);
  if (header.size > MAX_TENSORS)
    throw refuse("BUNDLE_TOO_LARGE", "header", `at most ${MAX_TENSORS} tensors`, String(header.size));
  const entries = [...header].map(([name, entry]) => readEntry(name, entry)).sort((a, b) => a.begin - b.begin);
  checkCover(entries, bytes.length - dataStart);
  const data = bytes.subarray(dataStart);
  const tensors = new Map(entries.map((entry) => [entry.name, readTensor(entry, data)]));
  return Object.freeze({ tensors, metadata });
}

function headerLength(bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES)
    throw refuse("BUNDLE_TRUNCATED", "file", `at least ${LENGTH_BYTES} bytes`, String(bytes.length));
  const length = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES))
    throw refuse("BUNDLE_HEADER", "header length", `at most ${MAX_HEADER_BYTES}`, "more");
  if (Number(length) > bytes.length - LENGTH_BYTES) {
    throw refuse("BUNDLE_TRUNCATED", "header length", `at most ${bytes.length - LENGTH_BYTES}`, String(length));
  }
  return Number(length);
}

function parseHeader(bytes: Uint8Array): Map<string, unknown> {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = text.startsWith("{") ? JSON.parse(text) : null;
    if (typeof value === "object" && value !== null) return new Map(Object.entries(value));
  } catch {
    // Answered below, with everything else that is no header.
  }
  throw refuse("BUNDLE_HEADER", "header", "a JSON object in UTF-8", "other bytes");
}

function readMetadata(value: unknown): ReadonlyMap<string, string> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw refuse("BUNDLE_HEADER", METADATA, "an object of texts", "another value");
  }
  const entries = Object.entries(value);
  if (entries.some(([, text]) => typeof text !== "string"))
    throw refuse("BUNDLE_HEADER", METADATA, "texts", "another value");
  return new Map(entries);
}

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function readEntry(name: string, value: unknown): Entry {
  if (name.length > 64 || !TENSOR_NAME.test(name))
    throw refuse("BUNDLE_HEADER", "tensor name", "a short lower-case name", "another");
  const fields = reader.record(value, name, ["dtype", "shape", "data_offsets"]);
  if (fields.get("dtype") !== "F64") throw refuse("BUNDLE_FORMAT", `${name}.dtype`, "F64", "another");
  const shape = reader.list(fields.get("shape"), `${name}.shape`, MAX_AXES);
  const offsets = reader.list(fields.get("data_offsets"), `${name}.data_offsets`, 2);
  const offset = (i: number): number => reader.integer(offsets[i], `${name}.data_offsets`, 0, Number.MAX_SAFE_INTEGER);
  return {
    name,
    shape: Object.freeze(shape.map((length) => reader.integer(length, `${name}.shape`, 1, 2 ** 32))),
    begin: offset(0),
    end: offset(1),
  };
}

/** Ranges in order of their begin: each starts where the last one ended, holds its shape, and the last ends the file. */
function checkCover(entries: readonly Entry[], dataBytes: number): void {
  let at = 0;
  for (const { name, shape, begin, end } of entries) {
    if (begin !== at || end < begin)
      throw refuse("BUNDLE_RANGES", `${name}.data_offsets`, `a range from ${at} on`, "another");
    // At most four axes of 2^32: the product is a float64 that may be inexact, but then it is no length of a range here.
    if (ENTRY_BYTES * entryCount(shape) !== end - begin) {
      throw refuse("BUNDLE_RANGES", `${name}.shape`, `${end - begin} bytes`, "another size");
    }
    at = end;
  }
  if (at > dataBytes) throw refuse("BUNDLE_TRUNCATED", "data", `${at} bytes`, String(dataBytes));
  if (at < dataBytes) throw refuse("BUNDLE_RANGES", "data", `${at} bytes`, String(dataBytes));
}

function readTensor({ name, shape, begin, end }: Entry, bytes: Uint8Array): Tensor {
  const view = new DataView(bytes.buffer, bytes.byteOffset + begin, end - begin);
  const data = Float64Array.from({ length: (end - begin) / ENTRY_BYTES }, (_, i) =>
    view.getFloat64(ENTRY_BYTES * i, true),
  );
  if (!data.every(Number.isFinite)) throw refuse("BUNDLE_NOT_FINITE", name, "finite numbers", "NaN or an infinity");
  return Object.freeze({ shape, data });
}

const refuse = (code: VelumError["code"], argument: string, expected: string, got: string): VelumError =>
  new VelumError(code, { argument, expected, got });
