import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Graph, GraphError } from "../graph/index.ts";
import { fixtureBytes, fixtureNames } from "../test-support/onnx-fixtures.ts";
import { readOnnx } from "./index.ts";

/** A model or a {@link GraphError}; anything else fails the test with the bytes' recipe that fast-check prints. */
function read(bytes: Uint8Array): Graph | GraphError {
  try {
    return readOnnx(bytes);
  } catch (error) {
    if (error instanceof GraphError) return error;
    throw error;
  }
}

const fixtures = fixtureNames().map((name) => [name, fixtureBytes(`${name}.onnx`)] as const);
const anyFixture = fc.constantFrom(...fixtures.filter(([, bytes]) => bytes.length < 4096));

describe("a damaged file gives a GraphError or a graph, never another error", () => {
  it("with some bits flipped", () => {
    const flips = fc.array(fc.nat(), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(anyFixture, flips, ([, original], bits) => {
        const bytes = original.slice();
        for (const bit of bits) bytes[(bit >> 3) % bytes.length]! ^= 1 << (bit & 7);
        read(bytes);
      }),
      { numRuns: 3000 },
    );
  });

  it("with bytes replaced by extreme lengths", () => {
    const patch = fc.uint8Array({ minLength: 1, maxLength: 10 });
    const extreme = fc.oneof(patch, fc.constant(new Uint8Array([0xff, 0xff, 0xff, 0xff, 0x07])));
    fc.assert(
      fc.property(anyFixture, fc.nat(), extreme, ([, original], at, replacement) => {
        const bytes = original.slice();
        bytes.set(replacement.subarray(0, bytes.length - (at % bytes.length)), at % bytes.length);
        read(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  it("cut off anywhere, and a graph only when the cut left all that matters", () => {
    fc.assert(
      fc.property(anyFixture, fc.nat(), ([, original], length) => {
        const result = read(original.subarray(0, length % original.length));
        if (result instanceof GraphError) expect(result.code).toMatch(/^MODEL_|^OPSET_|^GRAPH_/);
        else expect(result.nodes).toEqual(readOnnx(original).nodes);
      }),
      { numRuns: 1000 },
    );
  });

  it("of random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(read(bytes)).toBeInstanceOf(GraphError);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a file that would take much memory is refused before it is decoded", () => {
  const limits = { maxBytes: 2 ** 20, maxItems: 1000, maxDepth: 8 };

  it("because it is large", () => {
    expect(() => readOnnx(new Uint8Array(2 ** 20 + 1), { limits })).toThrow(
      expect.objectContaining({ code: "MODEL_TOO_LARGE" }),
    );
  });

  it("because of a million empty nodes", () => {
    const graph = new Uint8Array(2000).map((_, i) => (i % 2 === 0 ? 0x0a : 0));
    expect(() => readOnnx(field(7, graph), { limits })).toThrow(expect.objectContaining({ code: "MODEL_TOO_LARGE" }));
  });

  it("because of many packed integers", () => {
    const tensor = field(7, new Uint8Array(2000));
    expect(() => readOnnx(field(7, field(5, tensor)), { limits })).toThrow(
      expect.objectContaining({ code: "MODEL_TOO_LARGE" }),
    );
  });

  it("because graphs nest in attributes of nodes of graphs", () => {
    let graph = new Uint8Array(0);
    for (let depth = 0; depth < 10; depth++) graph = field(1, field(5, field(6, graph)));
    expect(() => readOnnx(field(7, graph), { limits })).toThrow(expect.objectContaining({ code: "MODEL_TOO_LARGE" }));
  });
});

/** A length-delimited protobuf field. */
function field(number: number, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = [(content.length & 0x7f) | 0x80, ((content.length >> 7) & 0x7f) | 0x80, content.length >> 14];
  return new Uint8Array([(number << 3) | 2, ...length, ...content]);
}
