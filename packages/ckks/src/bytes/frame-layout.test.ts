import { createCipheriv, createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Drawn, frameCases } from "../../reference/frame-objects.ts";
import { type Context, createContext } from "../engine/context.ts";
import { insecureAllowTestFrames, insecureTestParameters } from "../parameters/insecure-test-parameters.ts";
import { type PresetName, presets } from "../parameters/presets.ts";
import { sha256Sealed } from "../sha256.ts";
import type { Ciphertext, ExtractedCiphertext } from "../values/ciphertext.ts";
import type { Level } from "../values/level.ts";
import { createPlaintext } from "../values/plaintext.ts";
import { createPoly } from "../values/poly.ts";
import type { Scale } from "../values/scale.ts";
import { writePlaintext } from "./plaintext-frame.ts";

// Reads frames by the text of docs/formats.md and nothing of this package: BigInt for bits, Node's crypto for digests.

insecureAllowTestFrames();
const VALUES = { seed: 9, level: 1, parts: 2, seeded: false, modulusBits: 0, count: 3, scale: 2 ** 27 } as Drawn;

function frame<T>(context: Context, type: string, values: Partial<Drawn> = {}): { object: T; bytes: Uint8Array } {
  const { make, write } = frameCases[type]!;
  const object = make(context, { ...VALUES, ...values });
  return { object: object as T, bytes: write(context, object as never) };
}

/** `count` values of `bits` bits from `at`, lowest bit first. */
function unpack(bytes: Uint8Array, at: number, count: number, bits: number): number[] {
  const hex = Buffer.from(bytes.subarray(at, at + (count * bits) / 8))
    .reverse()
    .toString("hex");
  const all = BigInt(`0x${hex}`);
  return Array.from({ length: count }, (_, i) => Number(BigInt.asUintN(bits, all >> BigInt(i * bits))));
}

const width = (prime: number): number => prime.toString(2).length;
const sha256 = (...parts: (Uint8Array | string)[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();

function word(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

test("header, fields and digest are where the page says", async () => {
  const context = await createContext(presets.linear);
  const { bytes } = frame(context, "ciphertext");
  const [q0, q1] = presets.linear.primes as [number, number];
  const digest = sha256("velum/parameters/1\0ternary\0cbd21\0", word(2048), word(2), word(q0), word(q1), word(0));
  const header = Buffer.from(bytes);
  expect(header.subarray(0, 8).toString("hex")).toBe("89564c4d01000200");
  expect(header.subarray(8, 40)).toEqual(digest);
  expect([...header.subarray(40, 48)]).toEqual([1, 2, 0, 0, 0, 0, 0, 0]);
  expect(header.readDoubleLE(48)).toBe(2 ** 27);
  expect(header.subarray(-32)).toEqual(sha256(bytes.subarray(0, -32)));
});

test("residues are packed to each prime's width, part after part, limb after limb", async () => {
  const context = await createContext(presets.linear);
  const { object, bytes } = frame<Ciphertext>(context, "ciphertext");
  let at = 56;
  for (const { residues } of object.parts) {
    presets.linear.primes.forEach((prime, limb) => {
      const bits = width(prime);
      expect(unpack(bytes, at, 2048, bits)).toEqual([...residues.subarray(2048 * limb, 2048 * (limb + 1))]);
      at += (2048 * bits) / 8;
    });
  }
  expect(at + 32).toBe(bytes.length);
});

test("a seed expands as the page says, by another implementation of ChaCha20", async () => {
  const context = await createContext(presets.linear);
  const { object, bytes } = frame<Ciphertext>(context, "ciphertext", { seeded: true });
  const seed = bytes.subarray(56, 88);
  const expected = presets.linear.primes.flatMap((prime) => {
    const digest = Buffer.from(presets.linear.digest, "hex");
    const key = sha256("velum/uniform/1\0", digest, "ciphertext\0", word(0), word(prime), seed);
    // OpenSSL's 16-byte IV is the counter, then the nonce.
    const stream = createCipheriv("chacha20", key, Buffer.alloc(16)).update(Buffer.alloc(16 * 2048));
    const words = Array.from({ length: 4 * 2048 }, (_, i) => stream.readUInt32LE(4 * i) & (2 ** width(prime) - 1));
    return words.filter((candidate) => candidate < prime).slice(0, 2048);
  });
  expect([...object.parts[1]!.residues]).toEqual(expected);
});

test("values are in the order of the root that the page names", async () => {
  const n = 16;
  const context = await createContext(insecureTestParameters({ ringDegree: n, modulusBits: [28] }));
  const q = context.parameters.primes[0]!;
  // The polynomial X: its value at a point is the point.
  const poly = context.ring.engine.scoped((scope) => {
    const at = scope.load(Uint32Array.from({ length: n }, (_, i) => Number(i === 1)));
    context.ring.forward(at, 1);
    return createPoly("ntt", 1, context.ring.engine.store(at, n));
  });
  const fields = { parameters: context.parameters, level: 0 as Level, scale: 1 as Scale, poly };
  const bytes = writePlaintext(context, createPlaintext(fields));
  const power = (base: bigint, exponent: number): bigint => {
    let result = 1n;
    for (let e = exponent, square = base; e > 0; e = Math.floor(e / 2), square = (square * square) % BigInt(q)) {
      if (e % 2 === 1) result = (result * square) % BigInt(q);
    }
    return result;
  };
  const candidates = Array.from({ length: 50 }, (_, i) => power(BigInt(i + 2), (q - 1) / (2 * n)));
  const root = candidates.find((candidate) => power(candidate, n) === BigInt(q - 1))!;
  const reverse = (i: number): number => Number.parseInt([...i.toString(2).padStart(4, "0")].reverse().join(""), 2);
  const expected = Array.from({ length: n }, (_, i) => Number(power(root, 2 * reverse(i) + 1)));
  expect(unpack(bytes, 56, n, width(q))).toEqual(expected);
});

describe("extracted results", () => {
  test("truncated: positions, then kept values and mask modulo a power of two, in planes above 32 bits", async () => {
    const context = await createContext(presets.linear);
    for (const bits of [22, 32, 38]) {
      const { object, bytes } = frame<ExtractedCiphertext>(context, "extracted", { modulusBits: bits });
      expect(unpack(bytes, 56, 8, 11)).toEqual([...object.positions, 0, 0, 0, 0, 0]);
      if (object.body.kind !== "truncated") throw new Error("expected a truncated result");
      const low = Math.min(bits, 32);
      let at = 56 + 11;
      for (const values of [[...object.body.constants, 0, 0, 0, 0, 0], [...object.body.masks[0]!]]) {
        const lows = unpack(bytes, at, values.length, low);
        at += (values.length * low) / 8;
        const highs = bits > 32 ? unpack(bytes, at, values.length, bits - 32) : values.map(() => 0);
        at += (values.length * (bits - low)) / 8;
        const read = values.map((_, i) => Number(BigInt.asIntN(bits, (BigInt(highs[i]!) << 32n) | BigInt(lows[i]!))));
        expect(read).toEqual(values);
      }
      expect(at + 32).toBe(bytes.length);
    }
  });
});

describe("sizes", () => {
  test.each(Object.keys(presets) as PresetName[])("of preset %s are those of the page", async (name) => {
    const parameters = presets[name];
    const context = await createContext(parameters);
    const n = parameters.ringDegree;
    const special = parameters.specialPrimes;
    for (const level of new Set([0, parameters.maxLevel])) {
      const bits = parameters.primes.slice(0, level + 1).reduce((sum, q) => sum + width(q), 0);
      const size = (type: string, values: Partial<Drawn>): number =>
        frame(context, type, { level: level as Level, ...values }).bytes.length;
      expect(size("ciphertext", { seeded: true })).toBe(72 + 16 + 32 + (n * bits) / 8);
      expect(size("ciphertext", { parts: 3 })).toBe(72 + 16 + (3 * n * bits) / 8);
      expect(size("public-key", {})).toBe(72 + 8 + 32 + (n * bits) / 8);
      expect(size("extracted", { count: 3 })).toBe(72 + 16 + Math.log2(n) + ((8 + n) * bits) / 8);
      expect(size("extracted", { count: 9, modulusBits: 22, parts: 3 })).toBe(
        72 + 16 + 2 * Math.log2(n) + ((16 + 2 * n) * 22) / 8,
      );
      if (special.length === 0) continue;
      const digits = Math.ceil((level + 1) / special.length);
      const keyBits = bits + special.reduce((sum, q) => sum + width(q), 0);
      const keySize = 72 + 8 + 32 + (digits * n * keyBits) / 8;
      expect(size("relinearization-key", {})).toBe(keySize);
      expect(size("galois-key", {})).toBe(keySize);
    }
  });
});

test("both digests of a frame at once are those of each alone", () => {
  for (const length of [0, 23, 24, 55, 56, 63, 64, 65, 21216]) {
    const body = Uint8Array.from({ length }, (_, i) => 7 * i);
    const { seal, whole } = sha256Sealed(body);
    expect(Buffer.from(seal)).toEqual(sha256(body));
    expect(Buffer.from(whole)).toEqual(sha256(body, seal));
  }
});
