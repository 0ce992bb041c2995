import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CkksError } from "../errors.ts";
import { insecureTestParameters } from "../parameters/insecure-test-parameters.ts";
import { createCiphertext, createExtracted } from "./ciphertext.ts";
import { conjugationElement, rotationElement, toGaloisElement } from "./galois-element.ts";
import { fromHex, toHex } from "./hex.ts";
import { type Level, toLevel } from "./level.ts";
import { createPlaintext } from "./plaintext.ts";
import { createPoly } from "./poly.ts";
import { checkSameScale, sameScale, toScale } from "./scale.ts";

const parameters = insecureTestParameters({ ringDegree: 16, modulusBits: [30, 29] });

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof CkksError) return error.code;
    throw error;
  }
  return "accepted";
}

describe("Scale", () => {
  test("is finite and at least 1", () => {
    for (const good of [1, 1.5, 2 ** 30, 2 ** 62 * 1.0000001, 2 ** 900]) expect(toScale(good)).toBe(good);
    const bad = [0, -1, 0.999999, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, 2 ** 901];
    for (const value of bad) {
      expect(codeOf(() => toScale(value))).toBe("SCALE_INVALID");
      expect(() => toScale(value)).toThrow(`got ${value}`);
    }
  });

  test("tells scales apart that would change a value by more than 2^-40, and names both", () => {
    const scale = toScale(2 ** 40);
    expect(sameScale(scale, toScale(2 ** 40 + 0.5))).toBe(true);
    expect(sameScale(scale, toScale(2 ** 40 + 2))).toBe(false);
    expect(sameScale(toScale(2 ** 40 + 2), scale)).toBe(false);
    expect(codeOf(() => checkSameScale(scale, toScale(2 ** 41)))).toBe("SCALE_MISMATCH");
    expect(() => checkSameScale(scale, toScale(2 ** 41))).toThrow("got 2^40 and 2^41");
  });
});

describe("Level", () => {
  test("is an integer between 0 and the most allowed", () => {
    for (const good of [0, 1, 2]) expect(toLevel(good, 2)).toBe(good);
    for (const bad of [-1, 3, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(codeOf(() => toLevel(bad, 2))).toBe("LEVEL_INVALID");
      expect(() => toLevel(bad, 2)).toThrow(`from 0 to 2, got ${bad}`);
    }
  });
});

describe("GaloisElement", () => {
  test("of rotations are powers of five modulo 2N", () => {
    fc.assert(
      fc.property(fc.constantFrom(8, 64, 2048), fc.integer({ min: -5000, max: 5000 }), (ringDegree, steps) => {
        const p = insecureTestParameters({ ringDegree, modulusBits: [30] });
        fc.pre(steps % p.slotCount !== 0);
        const exponent = ((steps % p.slotCount) + p.slotCount) % p.slotCount;
        expect(BigInt(rotationElement(steps, p))).toBe(5n ** BigInt(exponent) % BigInt(2 * ringDegree));
      }),
    );
  });

  test("refuse steps that rotate nothing or are no integers, and even or foreign elements", () => {
    for (const steps of [0, 8, -8, 16, 0.5, Number.NaN]) {
      expect(codeOf(() => rotationElement(steps, parameters))).toBe("GALOIS_ELEMENT_INVALID");
      expect(() => rotationElement(steps, parameters)).toThrow(`no multiple of 8, got ${steps}`);
    }
    for (const element of [1, 2, 33, 32, -3, 3.5, Number.NaN]) {
      expect(codeOf(() => toGaloisElement(element, parameters))).toBe("GALOIS_ELEMENT_INVALID");
    }
    expect(toGaloisElement(31, parameters)).toBe(31);
    expect(conjugationElement(parameters)).toBe(31);
  });
});

describe("values", () => {
  const poly = (limbs: number, words = 16 * limbs) => createPoly("ntt", limbs, new Uint32Array(words));
  const fields = { parameters, level: 1 as Level, scale: toScale(1) };

  test("refuse parts of another size: kernels trust lengths", () => {
    expect(createCiphertext({ ...fields, parts: [poly(2), poly(2)] }).parts).toHaveLength(2);
    const bad = [[poly(2)], [poly(2), poly(1)], [poly(2), poly(2, 31)], [poly(2), poly(2), poly(2), poly(2)]];
    for (const parts of bad) expect(codeOf(() => createCiphertext({ ...fields, parts }))).toBe("ARGUMENT_INVALID");
    expect(codeOf(() => createPlaintext({ ...fields, poly: poly(3) }))).toBe("ARGUMENT_INVALID");
    const mask = createPoly("coefficients", 2, new Uint32Array(32));
    const extracted = (positions: number[], words: number, masks = [mask]) =>
      createExtracted({
        ...fields,
        positions,
        body: { kind: "residues", constants: new Uint32Array(words), masks },
      });
    expect(extracted([3, 5], 4).positions).toEqual([3, 5]);
    expect(codeOf(() => extracted([3, 5], 2))).toBe("ARGUMENT_INVALID");
    expect(codeOf(() => extracted([3], 2, []))).toBe("ARGUMENT_INVALID");
    const truncated = (length: number) =>
      createExtracted({
        ...fields,
        positions: [1],
        body: { kind: "truncated", modulusBits: 20, constants: new Float64Array(1), masks: [new Float64Array(length)] },
      });
    expect(truncated(16).kind).toBe("extracted");
    expect(codeOf(() => truncated(17))).toBe("ARGUMENT_INVALID");
  });

  test("are frozen", () => {
    const ciphertext = createCiphertext({ ...fields, parts: [poly(2), poly(2)] });
    for (const value of [ciphertext, ciphertext.parts, ciphertext.parts[0]]) expect(Object.isFrozen(value)).toBe(true);
  });

  test("hex keeps bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromHex(toHex(bytes))).toEqual(bytes);
      }),
    );
    expect(toHex(Uint8Array.of(0, 15, 16, 255))).toBe("000f10ff");
  });
});
