import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { VelumError } from "../errors.ts";
import {
  MAX_INFER_HEADER_BYTES,
  readInferRequest,
  readInferResponse,
  writeInferRequest,
  writeInferResponse,
} from "./infer-envelope.ts";

const frame = fc.uint8Array({ minLength: 1, maxLength: 300 });

/** A body with any JSON before any bytes. */
function wrap(json: unknown, data: Uint8Array): readonly [body: Uint8Array, length: string] {
  const head = new TextEncoder().encode(JSON.stringify(json));
  return [Uint8Array.of(...head, ...data), String(head.length)];
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof VelumError) return error.code;
    throw error;
  }
  return "none";
}

describe("the binary tensor form of Open Inference Protocol v2", () => {
  test("reads what it wrote, either way", () => {
    fc.assert(
      fc.property(frame, (bytes) => {
        const request = writeInferRequest(bytes);
        expect(readInferRequest(request.bytes, String(request.headerLength))).toEqual(bytes);
        const response = writeInferResponse({ model: "heart", version: "1", response: bytes });
        expect(readInferResponse(response.bytes, String(response.headerLength))).toEqual(bytes);
      }),
    );
  });

  // The example of the extension's documentation, with our names: other clients write and read this.
  test("is the documented form", () => {
    const { bytes, headerLength } = writeInferRequest(Uint8Array.of(1, 2, 3));
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(0, headerLength)))).toEqual({
      inputs: [{ name: "request", shape: [3], datatype: "UINT8", parameters: { binary_data_size: 3 } }],
    });
    const other = {
      id: "42",
      parameters: { binary_data_output: true },
      inputs: [{ parameters: { binary_data_size: 2 }, datatype: "UINT8", shape: [2], name: "request" }],
      outputs: [{ name: "response", parameters: { binary_data: true } }],
    };
    expect(readInferRequest(...wrap(other, Uint8Array.of(9, 8)))).toEqual(Uint8Array.of(9, 8));
  });

  test.each([undefined, null, "", "0", "-1", "1e2", "0x10", " 10", "10 ", "010", "99999", "NaN"])(
    "refuses the header length %j",
    (length) => {
      const { bytes } = writeInferRequest(Uint8Array.of(1));
      expect(codeOf(() => readInferRequest(bytes, length))).toBe("INFER_HEADER_INVALID");
      expect(codeOf(() => readInferResponse(bytes, length))).toBe("SERVER_ANSWER_INVALID");
    },
  );

  const good = { name: "request", shape: [2], datatype: "UINT8", parameters: { binary_data_size: 2 } };
  test.each([
    ["no tensor", { inputs: [] }],
    ["two tensors", { inputs: [good, good] }],
    ["no list", { inputs: good }],
    ["an unknown field", { inputs: [good], url: "https://example.org" }],
    ["another name", { inputs: [{ ...good, name: "input" }] }],
    ["another type", { inputs: [{ ...good, datatype: "FP32" }] }],
    ["two axes", { inputs: [{ ...good, shape: [1, 2] }] }],
    ["another shape", { inputs: [{ ...good, shape: [3] }] }],
    ["a size that is not there", { inputs: [{ ...good, parameters: { binary_data_size: 3 } }] }],
    ["a shorter size", { inputs: [{ ...good, parameters: { binary_data_size: 1 } }] }],
    ["values as JSON", { inputs: [{ ...good, parameters: {}, data: [1, 2] }] }],
    ["no JSON object", []],
    ["null", null],
  ])("refuses %s", (_, json) => {
    expect(codeOf(() => readInferRequest(...wrap(json, Uint8Array.of(1, 2))))).toBe("INFER_HEADER_INVALID");
  });

  test("refuses more JSON than it would ever look at, and JSON in other encodings", () => {
    const long = { inputs: [good], id: "x".repeat(MAX_INFER_HEADER_BYTES) };
    expect(codeOf(() => readInferRequest(...wrap(long, Uint8Array.of(1, 2))))).toBe("INFER_HEADER_INVALID");
    const [body, length] = wrap({ inputs: [good] }, Uint8Array.of(1, 2));
    const bad = body.slice();
    bad[2] = 0xff;
    expect(codeOf(() => readInferRequest(bad, length))).toBe("INFER_HEADER_INVALID");
  });

  test("any bytes at all: a typed error or the tensor, never another throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(250), (body, length) => {
        expect(["none", "INFER_HEADER_INVALID"]).toContain(codeOf(() => readInferRequest(body, String(length))));
        expect(["none", "SERVER_ANSWER_INVALID"]).toContain(codeOf(() => readInferResponse(body, String(length))));
      }),
    );
  });
});
