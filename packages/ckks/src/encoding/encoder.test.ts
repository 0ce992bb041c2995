import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomSlots, worst } from "../../reference/complex-slots.ts";
import * as embedding from "../../reference/embedding.ts";
import { centred, fromResidues, mod } from "../../reference/modular.ts";
import { parametersOf, schemeShapes } from "../../reference/scheme-shapes.ts";
import { words } from "../../reference/shapes.ts";
import { type Context, createContext } from "../engine/context.ts";
import { CkksError } from "../errors.ts";
import { subringPositions } from "../evaluation/extract.ts";
import { insecureTestParameters } from "../parameters/insecure-test-parameters.ts";
import { presets } from "../parameters/presets.ts";
import type { Plaintext } from "../values/plaintext.ts";
import { createEncoder } from "./encoder.ts";

/** Coefficients of a plaintext as residues, by the context's inverse transform (which has its own tests). */
function coefficientResidues(context: Context, plaintext: Plaintext): Uint32Array[] {
  const { ring } = context;
  return ring.engine.scoped((scope) => {
    const at = scope.load(plaintext.poly.residues);
    ring.inverse(at, plaintext.poly.limbs);
    return Array.from({ length: plaintext.poly.limbs }, (_, i) => ring.engine.store(ring.limb(at, i), ring.n));
  });
}

/** Coefficients as centred integers, by the Chinese remainder theorem. */
function integers(context: Context, plaintext: Plaintext): bigint[] {
  const limbs = coefficientResidues(context, plaintext);
  const primes = context.parameters.primes.slice(0, limbs.length).map(BigInt);
  const all = primes.reduce((product, q) => product * q, 1n);
  const at = (k: number): bigint[] => limbs.map((limb) => BigInt(limb[k]!));
  return Array.from({ length: context.ring.n }, (_, k) => centred(fromResidues(at(k), primes), all));
}

const reals = (count: number, seed: number): number[] => {
  const next = words(seed);
  return Array.from({ length: count }, () => next() / 2 ** 31 - 1);
};

const drawn = fc.tuple(schemeShapes(), fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }));

describe("encodeCoefficients", () => {
  test("holds round(value * scale) modulo every prime, any level, and decodes to the values", async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async ([shape, seed, share]) => {
        const context = await createContext(parametersOf(shape));
        const encoder = createEncoder(context);
        const level = Math.floor(share * shape.primes * 0.999);
        const scale = 2 ** 20 * (1 + share);
        const values = reals(Math.ceil(share * shape.ringDegree), seed);
        const plaintext = encoder.encodeCoefficients(values, { level, scale });
        expect([plaintext.level, plaintext.scale, plaintext.poly.limbs]).toEqual([level, scale, level + 1]);
        const expected = Array.from({ length: shape.ringDegree }, (_, k) =>
          BigInt(Math.round((values[k] ?? 0) * scale)),
        );
        expect(integers(context, plaintext)).toEqual(expected);
        const decoded = encoder.decodeCoefficients(plaintext);
        const errors = decoded.map((x, k) => x - (values[k] ?? 0));
        expect(worst(errors)).toBeLessThanOrEqual(0.5001 / scale);
      }),
      { numRuns: 60 },
    );
  });

  test("is exact at scales far above 2^53, modulo every prime", async () => {
    const exponents = fc.tuple(schemeShapes({ primes: 6 }), fc.integer({ min: 0, max: 130 }), fc.integer());
    await fc.assert(
      fc.asyncProperty(exponents, async ([shape, exponent, seed]) => {
        const context = await createContext(parametersOf(shape));
        // Values of 16 bits: value * 2^exponent is an integer that no float64 sum would keep.
        const next = words(seed);
        const values = Array.from({ length: shape.ringDegree }, () => (next() % 2 ** 16) - 2 ** 15);
        const options = { level: 5, scale: 2 ** exponent };
        const limbs = coefficientResidues(context, createEncoder(context).encodeCoefficients(values, options));
        limbs.forEach((limb, i) => {
          const q = BigInt(context.parameters.primes[i]!);
          const expected = values.map((x) => Number(mod(BigInt(x) << BigInt(exponent), q)));
          expect(Array.from(limb)).toEqual(expected);
        });
      }),
      { numRuns: 40 },
    );
  });

  test("keeps 51 bits of the largest product when the scale is no power of two", async () => {
    const context = await createContext(presets.linearStrong);
    const [q0, q1] = presets.linearStrong.primes as [number, number];
    const scale = q0 * q1 * 2 ** 8;
    const value = 0.7310585786300049;
    const [integer] = integers(context, createEncoder(context).encodeCoefficients([value], { level: 2, scale }));
    // value and scale are float64, hence exact ratios: value * 2^60 and scale are integers.
    const exact = (BigInt(value * 2 ** 60) * BigInt(scale)) >> 60n;
    const difference = integer! - exact;
    expect(difference < 0n ? -difference : difference).toBeLessThanOrEqual(exact >> 51n);
  });
});

describe("slots", () => {
  test("are the canonical embedding of the coefficients, complex, any number of them", async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async ([shape, seed, share]) => {
        const context = await createContext(parametersOf(shape));
        const encoder = createEncoder(context);
        const used = Math.ceil((share * shape.ringDegree) / 2);
        const { re, im } = randomSlots(used, seed);
        const scale = 2 ** 22;
        const plaintext = encoder.encodeSlots({ re, im }, { level: 0, scale });
        const all = new Float64Array(shape.ringDegree);
        for (let i = 0; i < used; i++) all.set([re[i]!, im[i]!], 2 * i);
        const naive = embedding.slotsToCoefficients(all);
        integers(context, plaintext).forEach((x, k) => {
          expect(Math.abs(Number(x) - naive[k]! * scale)).toBeLessThanOrEqual(0.5 + 1e-6);
        });
        const decoded = encoder.decodeSlots(plaintext);
        // N roundings of at most 1/2.
        const bound = shape.ringDegree / 2 / scale + 1e-9;
        for (let i = 0; i < shape.ringDegree / 2; i++) {
          expect(Math.abs(decoded.re[i]! - (re[i] ?? 0))).toBeLessThan(bound);
          expect(Math.abs(decoded.im[i]! - (im[i] ?? 0))).toBeLessThan(bound);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("of real arrays, periodic vectors and scalars are what they say", async () => {
    const periods = fc.tuple(schemeShapes(), fc.integer(), fc.nat(6), fc.double({ min: -30, max: 30, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(periods, async ([shape, seed, log, scalar]) => {
        const context = await createContext(parametersOf(shape));
        const encoder = createEncoder(context);
        const slots = shape.ringDegree / 2;
        const options = { level: 0, scale: 2 ** 22 };
        const period = Math.min(2 ** log, slots);
        const values = reals(period, seed);
        const repeated = Array.from({ length: slots }, (_, i) => values[i % period]!);
        const periodic = encoder.encodePeriodic(values, options);
        expect(integers(context, periodic)).toEqual(integers(context, encoder.encodeSlots(repeated, options)));
        const decoded = encoder.decodeSlots(encoder.encodeScalar(scalar, options));
        for (const re of decoded.re) expect(Math.abs(re - scalar)).toBeLessThan(2 ** -22);
        expect(worst(decoded.im)).toBeLessThan(1e-9);
        // A periodic vector occupies the coefficients of the subring alone, and these decode it.
        const positions = subringPositions(context.parameters, period);
        const coefficients = encoder.decodeCoefficients(periodic);
        expect(coefficients.every((x, k) => positions.includes(k) || x === 0)).toBe(true);
        const subring = encoder.decodeSubring(positions.map((k) => coefficients[k]!));
        expect(worst(subring.re.map((x, i) => x - values[i]!))).toBeLessThan(slots * 2 ** -21);
      }),
      { numRuns: 60 },
    );
  });

  test("of a message keep every coefficient at most the largest slot", async () => {
    const context = await createContext(presets.linear);
    const ones = new Float64Array(1024).fill(1);
    const coefficients = createEncoder(context).decodeCoefficients(
      createEncoder(context).encodeSlots(ones, { level: 0, scale: 2 ** 20 }),
    );
    expect(worst(coefficients)).toBeLessThanOrEqual(1 + 2 ** -20);
  });
});

describe("encodeReversed", () => {
  test("puts the inner product at its position, wrapping with a minus sign", async () => {
    const shapes = fc.tuple(schemeShapes({ primes: 2 }), fc.integer(), fc.nat(), fc.nat());
    await fc.assert(
      fc.asyncProperty(shapes, async ([shape, seed, at, length]) => {
        const n = shape.ringDegree;
        const context = await createContext(parametersOf(shape));
        const encoder = createEncoder(context);
        const position = at % n;
        const w = reals(1 + (length % n), seed);
        const x = reals(n, seed ^ 0x5555);
        const options = { level: 1, scale: 2 ** 20 };
        const weights = integers(context, encoder.encodeReversed(w, { ...options, position })).map(Number);
        // Schoolbook product modulo X^N + 1, at one position.
        let sum = 0;
        for (let i = 0; i < n; i++) {
          const j = (position - i + n) % n;
          sum += (i <= position ? 1 : -1) * weights[i]! * x[j]!;
        }
        const expected = w.reduce((total, value, j) => total + value * x[j]!, 0);
        expect(Math.abs(sum / 2 ** 20 - expected)).toBeLessThan(n * 2 ** -21 + 1e-9);
      }),
      { numRuns: 60 },
    );
  });
});

describe("refusals of the encoder", async () => {
  const context = await createContext(insecureTestParameters({ ringDegree: 16, modulusBits: [30, 24] }));
  const encoder = createEncoder(context);
  const good = { level: 0, scale: 2 ** 20 };
  const room = Math.log2(context.parameters.primes[0]!) - 1;

  const cases: readonly (readonly [string, () => unknown, string, RegExp])[] = [
    ["NaN", () => encoder.encodeCoefficients([1, Number.NaN], good), "VALUE_NOT_FINITE", /finite/],
    ["infinite", () => encoder.encodeSlots([Number.POSITIVE_INFINITY], good), "VALUE_NOT_FINITE", /finite/],
    ["infinite in im", () => encoder.encodeSlots({ re: [0], im: [-1 / 0] }, good), "VALUE_NOT_FINITE", /finite/],
    ["NaN scalar", () => encoder.encodeScalar(Number.NaN, good), "VALUE_NOT_FINITE", /finite/],
    ["NaN periodic", () => encoder.encodePeriodic([Number.NaN], good), "VALUE_NOT_FINITE", /finite/],
    ["wraps", () => encoder.encodeScalar(2 ** 9, good), "VALUE_OUT_OF_RANGE", /below half the modulus, 2\^29\.00/],
    ["wraps, negative", () => encoder.encodeCoefficients([-512], good), "VALUE_OUT_OF_RANGE", /half the modulus/],
    ["huge", () => encoder.encodeScalar(1e300, { ...good, scale: 2 ** 900 }), "VALUE_OUT_OF_RANGE", /half/],
    ["scale NaN", () => encoder.encodeScalar(1, { ...good, scale: Number.NaN }), "SCALE_INVALID", /got NaN/],
    ["scale infinite", () => encoder.encodeScalar(1, { ...good, scale: 1 / 0 }), "SCALE_INVALID", /got Infinity/],
    ["scale negative", () => encoder.encodeScalar(1, { ...good, scale: -(2 ** 20) }), "SCALE_INVALID", /got -1048576/],
    ["scale denormal", () => encoder.encodeScalar(1, { ...good, scale: 5e-324 }), "SCALE_INVALID", /got 5e-324/],
    ["scale zero", () => encoder.encodeScalar(0, { ...good, scale: 0 }), "SCALE_INVALID", /got 0/],
    ["level above", () => encoder.encodeScalar(1, { ...good, level: 2 }), "LEVEL_INVALID", /from 0 to 1, got 2/],
    ["level negative", () => encoder.encodeScalar(1, { ...good, level: -1 }), "LEVEL_INVALID", /got -1/],
    ["too many slots", () => encoder.encodeSlots(Array(9).fill(0), good), "VALUE_COUNT", /at most 8 slots, got 9/],
    ["too many", () => encoder.encodeCoefficients(Array(17).fill(0), good), "VALUE_COUNT", /at most 16 coef.*got 17/],
    ["im shorter", () => encoder.encodeSlots({ re: [1, 2], im: [1] }, good), "VALUE_COUNT", /2 values as "re", got 1/],
    ["period 3", () => encoder.encodePeriodic([1, 2, 3], good), "VALUE_COUNT", /power of two.*got 3/],
    ["period 0", () => encoder.encodePeriodic([], good), "VALUE_COUNT", /got 0/],
    ["period 16", () => encoder.encodePeriodic(Array(16).fill(0), good), "VALUE_COUNT", /at most 8 values, got 16/],
    ["position", () => encoder.encodeReversed([1], { ...good, position: 16 }), "POSITIONS_INVALID", /to 15, got 16/],
    ["position", () => encoder.encodeReversed([1], { ...good, position: 0.5 }), "POSITIONS_INVALID", /got 0.5/],
    ["subring 3", () => encoder.decodeSubring([1, 2, 3]), "POSITIONS_INVALID", /got 1.5/],
  ];

  test.each(cases)("%s", (_, work, code, message) => {
    const before = context.ring.engine.memoryBytes;
    try {
      work();
      expect.unreachable("it was accepted");
    } catch (error) {
      expect(error).toBeInstanceOf(CkksError);
      expect((error as CkksError).code).toBe(code);
      expect((error as CkksError).message).toMatch(message);
    }
    expect(context.ring.engine.memoryBytes).toBe(before);
  });

  test("the range check is tight: just inside is accepted and does not wrap", () => {
    const inside = (Math.floor(2 ** room) - 1) / 2 ** 20;
    const decoded = encoder.decodeCoefficients(encoder.encodeCoefficients([inside, -inside], good));
    expect([decoded[0], decoded[1]]).toEqual([inside, -inside]);
    expect(() => encoder.encodeCoefficients([(2 ** room + 1) / 2 ** 20], good)).toThrow(CkksError);
  });

  test("messages never say the value", () => {
    expect(() => encoder.encodeScalar(123456.789, { ...good, scale: 2 ** 29 })).toThrow(/^(?!.*123456)/);
  });

  test("zero, denormal and empty messages are legal", () => {
    for (const plaintext of [
      encoder.encodeScalar(0, good),
      encoder.encodeSlots([], good),
      encoder.encodeCoefficients([5e-324, -0], good),
    ]) {
      expect(plaintext.poly.residues.every((x) => x === 0)).toBe(true);
      expect(worst(encoder.decodeCoefficients(plaintext))).toBe(0);
    }
    expect(encoder.decodeCoefficients(encoder.encodeCoefficients([2 ** -1060], { level: 1, scale: 2 ** 900 }))[0]).toBe(
      0,
    );
  });

  test("a plaintext of other parameters is refused by name", async () => {
    const other = createEncoder(await createContext(insecureTestParameters({ ringDegree: 16, modulusBits: [29] })));
    const foreign = other.encodeScalar(1, good);
    expect(() => encoder.decodeSlots(foreign)).toThrow(
      `expected parameters ${context.parameters.digest.slice(0, 12)}, got ${foreign.parameters.digest.slice(0, 12)}`,
    );
  });
});
