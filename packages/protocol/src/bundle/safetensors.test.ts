import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectCode } from "../../reference/expect-code.ts";
import { type ProtocolErrorCode, VelumError } from "../errors.ts";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";

const LIMIT = 2 ** 20;
const read = (bytes: Uint8Array) => readSafetensors(bytes, LIMIT);

/** A file by the format's own description: length, header text, data. */
function file(header: string, data: number | readonly number[] = 0, length: number = header.length): Uint8Array {
  const floats = Float64Array.from(typeof data === "number" ? { length: data } : data, (value) => value ?? 0);
  const out = new Uint8Array(8 + header.length + 8 * floats.length);
  new DataView(out.buffer).setBigUint64(0, BigInt(length), true);
  out.set(new TextEncoder().encode(header), 8);
  out.set(new Uint8Array(floats.buffer), 8 + header.length);
  return out;
}

const entry = (begin: number, end: number, shape: readonly unknown[] = [(end - begin) / 8], dtype = "F64"): string =>
  JSON.stringify({ dtype, shape, data_offsets: [begin, end] });

describe("writeSafetensors", () => {
  it("writes the bytes of the format's description", () => {
    const tensors = new Map([["w", { shape: [1, 2], data: Float64Array.of(1.5, -2) }]]);
    const bytes = writeSafetensors({ tensors, metadata: new Map([["velum", "{}"]]) });
    const header = '{"__metadata__":{"velum":"{}"},"w":{"data_offsets":[0,16],"dtype":"F64","shape":[1,2]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
    expect(bytes).toEqual(file(padded, [1.5, -2]));
  });

  it("is read back, for random names, shapes, values and texts", () => {
    const tensor = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }).chain((shape) =>
      fc
        .array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
          minLength: count(shape),
          maxLength: count(shape),
        })
        .map((values) => ({ shape, data: Float64Array.from(values) })),
    );
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,4})?$/);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, tensor), { maxLength: 5 }),
        fc.dictionary(fc.string(), fc.string()),
        (list, texts) => {
          const tensors = new Map(list);
          const metadata = new Map(Object.entries(texts));
          const back = read(writeSafetensors({ tensors, metadata }));
          expect(new Map([...back.tensors].sort())).toEqual(new Map([...tensors].sort()));
          expect(new Map([...back.metadata].sort())).toEqual(new Map([...metadata].sort()));
        },
      ),
    );
  });
});

describe("readSafetensors", () => {
  it.each<[string, Uint8Array, ProtocolErrorCode]>([
    ["nothing", new Uint8Array(), "BUNDLE_TRUNCATED"],
    ["a length alone", file("", 0), "BUNDLE_HEADER"],
    ["a header longer than the file", file("{}", 0, 3), "BUNDLE_TRUNCATED"],
    ["a header length of 2^64 - 1", new Uint8Array(8).fill(255), "BUNDLE_HEADER"],
    ["a header that is no JSON", file("{a}"), "BUNDLE_HEADER"],
    ["a header that is a list", file("[]"), "BUNDLE_HEADER"],
    ["a header behind a space", file(" {}"), "BUNDLE_HEADER"],
    ["metadata that is no text", file('{"__metadata__":{"velum":{}}}'), "BUNDLE_HEADER"],
    ["a tensor that is no object", file('{"w":1}'), "BUNDLE_HEADER"],
    ["a tensor called __proto__", file(`{"__proto__":${entry(0, 8)}}`, 1), "BUNDLE_HEADER"],
    ["a path for a tensor", file(`{"../w":${entry(0, 8)}}`, 1), "BUNDLE_HEADER"],
    ["a spare field", file(`{"w":{"dtype":"F64","shape":[1],"data_offsets":[0,8],"x":1}}`, 1), "BUNDLE_HEADER"],
    ["F32", file(`{"w":${entry(0, 8, [2], "F32")}}`, 1), "BUNDLE_FORMAT"],
    ["NaN", file(`{"w":${entry(0, 8)}}`, [Number.NaN]), "BUNDLE_NOT_FINITE"],
    ["an infinity", file(`{"w":${entry(0, 16)}}`, [0, Number.NEGATIVE_INFINITY]), "BUNDLE_NOT_FINITE"],
    ["overlapping ranges", file(`{"a":${entry(0, 16)},"b":${entry(8, 24)}}`, 3), "BUNDLE_RANGES"],
    ["the same range twice", file(`{"a":${entry(0, 8)},"b":${entry(0, 8)}}`, 1), "BUNDLE_RANGES"],
    ["a gap", file(`{"a":${entry(0, 8)},"b":${entry(16, 24)}}`, 3), "BUNDLE_RANGES"],
    ["a gap at the start", file(`{"a":${entry(8, 16)}}`, 2), "BUNDLE_RANGES"],
    ["data of no tensor", file(`{"a":${entry(0, 8)}}`, 2), "BUNDLE_RANGES"],
    ["a range beyond the file", file(`{"a":${entry(0, 16)}}`, 1), "BUNDLE_TRUNCATED"],
    [
      "a range that ends before it begins",
      file(`{"a":${entry(0, 8)},"b":{"dtype":"F64","shape":[1],"data_offsets":[8,0]}}`, 1),
      "BUNDLE_RANGES",
    ],
    ["a shape of another size", file(`{"w":${entry(0, 16, [3])}}`, 2), "BUNDLE_RANGES"],
    ["a shape whose product overflows", file(`{"w":${entry(0, 8, [2 ** 32, 2 ** 32, 2 ** 32])}}`, 1), "BUNDLE_RANGES"],
    ["an axis of 0", file(`{"w":${entry(0, 0, [0])}}`), "BUNDLE_HEADER"],
    ["a negative axis", file(`{"w":${entry(0, 8, [-1, -1])}}`, 1), "BUNDLE_HEADER"],
    ["a fraction for an offset", file(`{"w":{"dtype":"F64","shape":[1],"data_offsets":[0,8.5]}}`, 1), "BUNDLE_HEADER"],
    ["one offset", file(`{"w":{"dtype":"F64","shape":[1],"data_offsets":[8]}}`, 1), "BUNDLE_HEADER"],
    [
      "more tensors than 256",
      file(`{${Array.from({ length: 257 }, (_, i) => `"w${i}":${entry(8 * i, 8 * i + 8)}`).join(",")}}`, 257),
      "BUNDLE_TOO_LARGE",
    ],
    ["more bytes than the limit", new Uint8Array(LIMIT + 1), "BUNDLE_TOO_LARGE"],
  ])("refuses %s", (_, bytes, code) => {
    expectCode(() => read(bytes), code);
  });

  it("throws nothing but its own errors for any header", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("w", "a", "__metadata__", "__proto__"), fc.jsonValue()),
        fc.nat(4),
        (header, floats) => {
          try {
            read(file(JSON.stringify(header), floats));
          } catch (error) {
            expect(error).toBeInstanceOf(VelumError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
