import { beforeAll, describe, expect, test } from "vitest";
import { type Drawn, frameCases } from "../../reference/frame-objects.ts";
import { type Context, createContext } from "../engine/context.ts";
import type { CkksErrorCode } from "../errors.ts";
import { insecureAllowTestFrames, insecureTestParameters } from "../parameters/insecure-test-parameters.ts";
import { presets } from "../parameters/presets.ts";
import { sha256 } from "../sha256.ts";
import { type ReadCiphertextOptions, readCiphertext } from "./ciphertext-frame.ts";
import { readExtracted } from "./extracted-frame.ts";
import { readGaloisKey } from "./galois-key-frame.ts";
import { readPublicKey } from "./public-key-frame.ts";
import { readRelinearizationKey } from "./relinearization-key-frame.ts";

let context: Context;
let full: Uint8Array;
let seeded: Uint8Array;

const VALUES = { seed: 1, level: 1, parts: 2, seeded: false, modulusBits: 0, count: 3, scale: 2 ** 27 } as Drawn;

const frame = (type: string, values: Partial<Drawn> = {}): Uint8Array => {
  const { make, write } = frameCases[type]!;
  return write(context, make(context, { ...VALUES, ...values }) as never);
};

beforeAll(async () => {
  context = await createContext(presets.linear);
  full = frame("ciphertext");
  seeded = frame("ciphertext", { seeded: true });
});

/** The frame with some bytes replaced and its digest set right. */
function patch(bytes: Uint8Array, at: number, ...values: readonly number[]): Uint8Array {
  const out = bytes.slice();
  out.set(values, at);
  out.set(sha256(out.subarray(0, -32)), out.length - 32);
  return out;
}

const f64 = (value: number): number[] => [...new Uint8Array(Float64Array.of(value).buffer)];

const refusal = (bytes: unknown, options: Partial<ReadCiphertextOptions> = {}): CkksErrorCode | undefined => {
  try {
    readCiphertext(bytes as Uint8Array, { context, ...options });
    return undefined;
  } catch (error) {
    return (error as { code: CkksErrorCode }).code;
  }
};

describe("each thing that can be wrong has its own code", () => {
  const cases: readonly [string, CkksErrorCode, () => unknown, Partial<ReadCiphertextOptions>?][] = [
    ["a string", "ARGUMENT_INVALID", () => "{}"],
    ["no bytes", "FRAME_TRUNCATED", () => new Uint8Array()],
    ["JSON", "FRAME_MAGIC", () => new TextEncoder().encode('{"inputs":[]}')],
    ["a short text", "FRAME_MAGIC", () => new TextEncoder().encode("{}")],
    ["another version", "FRAME_VERSION", () => patch(full, 4, 2)],
    ["another type", "FRAME_TYPE", () => patch(full, 6, 3)],
    ["another object", "FRAME_TYPE", () => frame("public-key")],
    ["another digest of parameters", "PARAMETERS_MISMATCH", () => patch(full, 8, 0)],
    ["a level above the parameters'", "LEVEL_INVALID", () => patch(full, 40, 2)],
    ["another level", "LEVEL_MISMATCH", () => full, { level: 0 }],
    ["four parts", "FRAME_FIELD", () => patch(full, 41, 4)],
    ["other parts", "PARTS_MISMATCH", () => full, { parts: 3 }],
    ["an unknown form", "FRAME_FIELD", () => patch(full, 42, 2)],
    ["three parts with a seed", "FRAME_FIELD", () => patch(seeded, 41, 3)],
    ["a reserved byte", "FRAME_FIELD", () => patch(full, 44, 1)],
    ["scale NaN", "SCALE_INVALID", () => patch(full, 48, ...f64(Number.NaN))],
    ["scale infinite", "SCALE_INVALID", () => patch(full, 48, ...f64(Number.POSITIVE_INFINITY))],
    ["scale negative", "SCALE_INVALID", () => patch(full, 48, ...f64(-(2 ** 27)))],
    ["scale denormal", "SCALE_INVALID", () => patch(full, 48, ...f64(5e-324))],
    ["another scale", "SCALE_MISMATCH", () => full, { scale: 2 ** 26 }],
    ["one byte less", "FRAME_TRUNCATED", () => full.subarray(0, -1)],
    ["the header alone", "FRAME_TRUNCATED", () => full.subarray(0, 56)],
    ["one byte more", "FRAME_TRAILING_BYTES", () => Uint8Array.of(...full, 0)],
    ["two frames", "FRAME_TRAILING_BYTES", () => Uint8Array.of(...full, ...full)],
    ["more than the limit", "FRAME_TOO_LARGE", () => full, { maxBytes: 1000 }],
    [
      "a short frame that announces more than the limit",
      "FRAME_TOO_LARGE",
      () => full.subarray(0, 900),
      { maxBytes: 1000 },
    ],
    ["a changed residue", "FRAME_DIGEST", () => Uint8Array.from(full, (byte, i) => (i === 999 ? byte ^ 1 : byte))],
    ["a residue of all ones", "RESIDUE_OUT_OF_RANGE", () => patch(full, 56, 255, 255, 255, 255)],
  ];

  test.each(cases)("%s: %s", (_, code, bytes, options) => {
    expect(refusal(bytes(), options)).toBe(code);
  });

  test.each([
    ["c_0", 0],
    ["c_0 modulo one prime", 7680],
    ["c_1", 7680 + 5632],
  ])("%s of zeros: CIPHERTEXT_TRANSPARENT", (_, from) => {
    const zeros = new Array<number>(from === 7680 ? 5632 : 7680).fill(0);
    expect(refusal(patch(full, 56 + from, ...zeros))).toBe("CIPHERTEXT_TRANSPARENT");
  });

  test("the residue just at its prime is refused, the one below is read", () => {
    const q = presets.linear.primes[0]!;
    const word = (value: number): number[] => [...new Uint8Array(Uint32Array.of(value).buffer)];
    // 30 bits: the two high bits of the fourth byte belong to the next residue.
    const next = full[59]! & 0xc0;
    const put = (value: number): Uint8Array => patch(full, 56, ...word(value).map((b, i) => (i === 3 ? b | next : b)));
    expect(refusal(put(q))).toBe("RESIDUE_OUT_OF_RANGE");
    expect(readCiphertext(put(q - 1), { context }).parts[0]!.residues[0]).toBe(q - 1);
  });

  test("a public key whose halves are both there is refused by name", () => {
    expect(() => readPublicKey(patch(frame("public-key"), 41, 0), { context })).toThrow(
      expect.objectContaining({ code: "PUBLIC_KEY_NOT_SEEDED" }),
    );
  });

  test("an extracted result with a repeated position is refused", () => {
    // Eleven bits each: the first two positions become 0.
    expect(() => readExtracted(patch(frame("extracted"), 56, 0, 0, 0), { context })).toThrow(
      expect.objectContaining({ code: "POSITIONS_INVALID" }),
    );
  });

  test.each([readRelinearizationKey, readGaloisKey])(
    "parameters without special primes have no evaluation keys",
    (read) => {
      const bytes = patch(full, 6, read === readGaloisKey ? 6 : 5);
      expect(() => read(bytes, { context })).toThrow(expect.objectContaining({ code: "KEY_MISSING" }));
    },
  );

  test("a Galois key for another element is refused", async () => {
    const toy = await createContext(insecureTestParameters({ ringDegree: 8, modulusBits: [30], specialBits: [30] }));
    insecureAllowTestFrames();
    const { make, write } = frameCases["galois-key"]!;
    const bytes = write(toy, make(toy, { ...VALUES, level: 0 } as Drawn) as never);
    expect(readGaloisKey(bytes, { context: toy, element: 5 }).element).toBe(5);
    expect(() => readGaloisKey(bytes, { context: toy, element: 7 })).toThrow(
      expect.objectContaining({ code: "GALOIS_ELEMENT_INVALID" }),
    );
  });
});
