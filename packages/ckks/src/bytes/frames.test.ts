import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { type Drawn, drawn, type FrameCase, frameCases, testParameters } from "../../reference/frame-objects.ts";
import { type Context, createContext } from "../engine/context.ts";
import { CkksError } from "../errors.ts";
import { insecureAllowTestFrames } from "../parameters/insecure-test-parameters.ts";
import { SecretKey } from "../secret/secret-key.ts";
import { sha256 } from "../sha256.ts";

insecureAllowTestFrames();

let contexts: readonly Context[];
beforeAll(async () => {
  contexts = await Promise.all(testParameters.map(createContext));
});

/** A context by index, and what is drawn for it. */
const shapes: fc.Arbitrary<readonly [number, Drawn]> = fc
  .nat(testParameters.length - 1)
  .chain((index) => fc.tuple(fc.constant(index), drawn(testParameters[index]!)));

/** What two objects are compared by: a secret key hides its material from comparison. */
const visible = (object: unknown): unknown =>
  object instanceof SecretKey ? { ...object.material, parameters: object.parameters } : object;

const make = (frames: FrameCase, context: Context, values: Drawn): [unknown, Uint8Array] => {
  const object = frames.make(context, values);
  return [object, frames.write(context, object as never)];
};

/** The digest set right again, as an attacker would. */
function rehash(bytes: Uint8Array): Uint8Array {
  const end = bytes.length - 32;
  bytes.set(sha256(bytes.subarray(0, Math.max(0, end))), Math.max(0, end));
  return bytes;
}

/** @returns what was read, or undefined where a CkksError was thrown; any other error escapes. */
function attempt(frames: FrameCase, bytes: Uint8Array, context: Context): unknown {
  try {
    return frames.read(bytes, { context });
  } catch (error) {
    if (error instanceof CkksError) return undefined;
    throw error;
  }
}

const flip = (bytes: Uint8Array, bit: number): Uint8Array => {
  const out = bytes.slice();
  out[bit >> 3] = out[bit >> 3]! ^ (1 << (bit & 7));
  return out;
};

const CASES = 10_000;

describe.each(Object.entries(frameCases))("%s frame", (_, frames) => {
  test("reads back what was written, whatever the shape, from any place in a buffer", () => {
    fc.assert(
      fc.property(shapes, fc.nat(17), ([index, values], offset) => {
        const context = contexts[index]!;
        const [object, bytes] = make(frames, context, values);
        const shifted = new Uint8Array(offset + bytes.length + 3).subarray(offset, offset + bytes.length);
        shifted.set(bytes);
        expect(visible(frames.read(shifted, { context }))).toEqual(visible(object));
        expect(visible(frames.read(Buffer.from(bytes), { context }))).toEqual(visible(object));
      }),
      { numRuns: 100 },
    );
  });

  test("what was read does not change when the bytes do", () => {
    fc.assert(
      fc.property(shapes, ([index, values]) => {
        const context = contexts[index]!;
        const [object, bytes] = make(frames, context, values);
        const buffer = Buffer.from(bytes);
        const read = frames.read(buffer, { context });
        buffer.fill(0);
        expect(visible(read)).toEqual(visible(object));
      }),
      { numRuns: 10 },
    );
  });

  test(`of ${CASES} one-bit flips and truncations none is accepted`, () => {
    const context = contexts[0]!;
    let cases = 0;
    const accepted: string[] = [];
    for (const values of fc.sample(drawn(context.parameters), { numRuns: CASES / 400, seed: CASES })) {
      const [, bytes] = make(frames, context, values);
      for (let bit = 0; bit < 8 * bytes.length; bit++, cases++) {
        if (attempt(frames, flip(bytes, bit), context) !== undefined) accepted.push(`bit ${bit}`);
      }
      for (let length = 0; length < bytes.length; length++, cases++) {
        if (attempt(frames, bytes.subarray(0, length), context) !== undefined) accepted.push(`length ${length}`);
      }
    }
    expect(accepted).toEqual([]);
    expect(cases).toBeGreaterThan(CASES);
  });

  test("a flip with a matching digest is refused, or is the one encoding of another object", () => {
    const context = contexts[0]!;
    for (const values of fc.sample(drawn(context.parameters), { numRuns: 2, seed: 3 })) {
      const [, bytes] = make(frames, context, values);
      for (let bit = 0; bit < 8 * (bytes.length - 32); bit++) {
        const changed = rehash(flip(bytes, bit));
        const read = attempt(frames, changed, context);
        if (read !== undefined) expect(Buffer.compare(frames.write(context, read as never), changed)).toBe(0);
      }
    }
  });

  test("random bytes behind a true header are refused with a typed error, or are an object", () => {
    fc.assert(
      fc.property(shapes, fc.uint8Array({ maxLength: 300 }), ([index, values], noise) => {
        const context = contexts[index]!;
        const [, bytes] = make(frames, context, values);
        const changed = bytes.slice();
        changed.set(noise.subarray(0, changed.length - 72), 40);
        attempt(frames, rehash(changed), context);
        attempt(frames, noise, context);
        expect(() => frames.read(bytes, { context, maxBytes: bytes.length - 1 })).toThrow(
          expect.objectContaining({ code: "FRAME_TOO_LARGE" }),
        );
      }),
      { numRuns: 100 },
    );
  });
});
