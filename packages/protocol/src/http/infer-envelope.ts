import { VelumError } from "../errors.ts";
import { describe } from "../read-fields.ts";

/** The header that says how many bytes of JSON stand before the tensor's. */
export const INFER_HEADER_LENGTH = "inference-header-content-length";

/** Most bytes of that JSON, either way: ours has about 150. */
export const MAX_INFER_HEADER_BYTES = 1024;

/** A body and the value of its `Inference-Header-Content-Length`. */
export interface InferEnvelope {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly headerLength: number;
}

/** An answer with the names that stand beside it. */
export interface InferResponse {
  readonly model: string;
  readonly version: string;
  /** The response frame. */
  readonly response: Uint8Array;
}

/**
 * Wraps a request frame in the binary tensor form of Open Inference Protocol v2 ("Binary Tensor Data" extension): JSON with the
 * one UINT8 tensor `request`, then its bytes.
 * @example const { bytes, headerLength } = writeInferRequest(frame);
 */
export const writeInferRequest = (request: Uint8Array): InferEnvelope =>
  join({ inputs: [tensor("request", request.length)] }, request);

/** Wraps a response frame as the tensor `response` of a model's answer. */
export const writeInferResponse = ({ model, version, response }: InferResponse): InferEnvelope =>
  join({ model_name: model, model_version: version, outputs: [tensor("response", response.length)] }, response);

/**
 * The request frame of a body. The JSON may say what the protocol allows beside the tensor (`id`, `parameters`, the
 * requested output), which is not looked at; of the tensor, every field must be there and fit.
 * @param headerLength - the header `Inference-Header-Content-Length`, as it came
 * @returns a view of the body
 * @throws VelumError INFER_HEADER_INVALID
 * @example const frame = readInferRequest(body, headers[INFER_HEADER_LENGTH]);
 */
export function readInferRequest(body: Uint8Array, headerLength: string | null | undefined): Uint8Array {
  try {
    const { json, data } = split(body, headerLength);
    const fields = record(json, "body", ["inputs"], ["id", "parameters", "outputs"]);
    checkTensor(fields.get("inputs"), "inputs", "request", data.length);
    return data;
  } catch (error) {
    throw asVelumError(error, "INFER_HEADER_INVALID");
  }
}

/**
 * The response frame of an answer, with the same strictness. What the JSON says of the model is not looked at: the frame
 * inside says whose answer it is.
 * @throws VelumError SERVER_ANSWER_INVALID
 */
export function readInferResponse(body: Uint8Array, headerLength: string | null | undefined): Uint8Array {
  try {
    const { json, data } = split(body, headerLength);
    const fields = record(json, "body", ["model_name", "outputs"], ["model_version", "id", "parameters"]);
    checkTensor(fields.get("outputs"), "outputs", "response", data.length);
    return data;
  } catch (error) {
    throw asVelumError(error, "SERVER_ANSWER_INVALID");
  }
}

const tensor = (name: string, length: number): object => ({
  name,
  shape: [length],
  datatype: "UINT8",
  parameters: { binary_data_size: length },
});

function join(header: object, data: Uint8Array): InferEnvelope {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(json.length + data.length);
  bytes.set(json);
  bytes.set(data, json.length);
  return Object.freeze({ bytes, headerLength: json.length });
}

/** What is wrong with an envelope; each side has its own code for it. */
class EnvelopeFault extends Error {
  readonly context: { readonly argument: string; readonly expected: string; readonly got: string };

  constructor(argument: string, expected: string, got: string) {
    super(argument);
    this.context = { argument, expected, got };
  }
}

function asVelumError(error: unknown, code: "INFER_HEADER_INVALID" | "SERVER_ANSWER_INVALID"): unknown {
  return error instanceof EnvelopeFault ? new VelumError(code, error.context) : error;
}

/** Cuts the body where the header says, and parses what is before. */
function split(body: Uint8Array, headerLength: string | null | undefined): { json: unknown; data: Uint8Array } {
  const length = /^[1-9]\d{0,3}$/.test(headerLength ?? "") ? Number(headerLength) : Number.NaN;
  if (!(length <= MAX_INFER_HEADER_BYTES)) {
    const got = headerLength === null || headerLength === undefined ? "none" : "another";
    throw new EnvelopeFault(INFER_HEADER_LENGTH, `a length from 1 to ${MAX_INFER_HEADER_BYTES}`, got);
  }
  if (length > body.length) throw new EnvelopeFault("body", `at least ${length} bytes`, String(body.length));
  return { json: parse(body.subarray(0, length)), data: body.subarray(length) };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new EnvelopeFault("body", "JSON before the tensor", "other bytes");
  }
}

/** An object with the fields that must be there, some that may be, and no others. */
function record(
  value: unknown,
  path: string,
  names: readonly string[],
  optional: readonly string[] = [],
): ReadonlyMap<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new EnvelopeFault(path, "an object", describe(value));
  }
  const fields = new Map<string, unknown>(Object.entries(value));
  for (const name of names) if (!fields.has(name)) throw new EnvelopeFault(`${path}.${name}`, "a value", "nothing");
  const known = [...names, ...optional];
  for (const name of fields.keys()) {
    if (!known.includes(name)) throw new EnvelopeFault(path, `no fields but ${known.join(", ")}`, "another field");
  }
  return fields;
}

/** The one tensor: its name, type, shape and size, all of them what follows the JSON. */
function checkTensor(value: unknown, path: string, name: string, bytes: number): void {
  const [only, ...others] = Array.isArray(value) ? value : [];
  if (only === undefined || others.length > 0) throw new EnvelopeFault(path, `the one tensor ${name}`, "another list");
  const fields = record(only, `${path}[0]`, ["name", "shape", "datatype", "parameters"]);
  const parameters = record(fields.get("parameters"), `${path}[0].parameters`, ["binary_data_size"]);
  const shape = fields.get("shape");
  const must = (holds: boolean, field: string, expected: string): void => {
    if (!holds) throw new EnvelopeFault(`${path}[0].${field}`, expected, "another value");
  };
  must(fields.get("name") === name, "name", name);
  must(fields.get("datatype") === "UINT8", "datatype", "UINT8");
  must(parameters.get("binary_data_size") === bytes, "parameters.binary_data_size", `${bytes} bytes, as they follow`);
  must(Array.isArray(shape) && shape.length === 1 && shape[0] === bytes, "shape", `[${bytes}]`);
}
