import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyCiphertext } from "../../reference/any-ciphertext.ts";
import { mod } from "../../reference/modular.ts";
import {
  type Ciphertext,
  CkksError,
  type Context,
  createContext,
  createEncoder,
  prepareScalars,
  presets,
  registers,
} from "../index.ts";
import { insecureTestParameters } from "../parameters/insecure-test-parameters.ts";

/** Runs on registers and gives every one of them back. */
function onRegisters(
  context: Context,
  ciphertexts: readonly Ciphertext[],
  work: (inputs: readonly registers.Register[]) => registers.Register,
): Ciphertext {
  const inputs = ciphertexts.map((ciphertext) => registers.loadRegister(context, ciphertext));
  const result = work(inputs);
  const stored = registers.storeRegister(context, result);
  for (const register of new Set([...inputs, result])) registers.freeRegister(context, register);
  return stored;
}

describe("linearCombination", () => {
  test("is the sum of residues times round(number * scale), for any count, level and number of parts", async () => {
    const shape = fc.record({
      primes: fc.array(fc.constantFrom(20, 25, 28, 30), { minLength: 1, maxLength: 3 }),
      level: fc.nat(2),
      parts: fc.constantFrom<2 | 3>(2, 3),
      // Beyond 16 and 32 terms the 64-bit sums are reduced on the way.
      numbers: fc.array(fc.double({ min: -7, max: 7, noNaN: true }), { minLength: 1, maxLength: 40 }),
      scaleBits: fc.nat(14),
      seed: fc.integer(),
    });
    await fc.assert(
      fc.asyncProperty(shape, async ({ primes, level: pick, parts, numbers, scaleBits, seed }) => {
        const parameters = insecureTestParameters({ ringDegree: 16, modulusBits: primes });
        const context = await createContext(parameters);
        const level = pick % primes.length;
        const scale = 2 ** scaleBits;
        const inputs = numbers.map((_, k) => anyCiphertext(context, level, parts, 2 ** 9, seed + k));
        const scalars = prepareScalars(context, numbers, { level, scale });
        const sum = onRegisters(context, inputs, (all) => registers.linearCombination(context, all, scalars));
        expect(sum.scale).toBe(2 ** 9 * scale);
        expect(sum.parts).toHaveLength(parts);
        sum.parts.forEach((part, p) => {
          part.residues.forEach((residue, i) => {
            const q = BigInt(parameters.primes[Math.floor(i / 16)]!);
            const exact = numbers.reduce(
              (total, w, k) => total + BigInt(Math.round(w * scale)) * BigInt(inputs[k]!.parts[p]!.residues[i]!),
              0n,
            );
            expect(BigInt(residue)).toBe(mod(exact, q));
          });
        });
      }),
      { numRuns: 60 },
    );
  });

  test("sumOfSquares is the combination of the squares, residue by residue", async () => {
    const shape = fc.record({
      primes: fc.array(fc.constantFrom(20, 28, 30), { minLength: 1, maxLength: 3 }),
      numbers: fc.array(fc.double({ min: -7, max: 7, noNaN: true }), { minLength: 1, maxLength: 40 }),
      logDegree: fc.integer({ min: 3, max: 6 }),
      seed: fc.integer(),
    });
    await fc.assert(
      fc.asyncProperty(shape, async ({ primes, numbers, logDegree, seed }) => {
        const parameters = insecureTestParameters({ ringDegree: 2 ** logDegree, modulusBits: primes });
        const context = await createContext(parameters);
        const level = primes.length - 1;
        const inputs = numbers.map((_, k) => anyCiphertext(context, level, 2, 4, seed + k));
        const scalars = prepareScalars(context, numbers, { level, scale: 2 ** 9 });
        const fused = onRegisters(context, inputs, (all) => registers.sumOfSquares(context, all, scalars));
        const squares = inputs.map((input) => onRegisters(context, [input], ([a]) => registers.square(context, a!)));
        const sum = onRegisters(context, squares, (all) => registers.linearCombination(context, all, scalars));
        expect(fused).toEqual(sum);
      }),
      { numRuns: 40 },
    );
  });

  test("refuses operands that do not fit each other", async () => {
    const context = await createContext(presets.linear);
    const other = await createContext(presets.columns);
    const scalars = (count: number, level = 1, of = context) =>
      prepareScalars(of, new Array(count).fill(1), { level, scale: 1 });
    const good = anyCiphertext(context, 1, 2, 8, 1);
    const codeOf = (inputs: readonly Ciphertext[], prepared = scalars(inputs.length)): string => {
      const loaded = inputs.map((input) => registers.loadRegister(context, input));
      try {
        registers.freeRegister(context, registers.linearCombination(context, loaded, prepared));
        return "none";
      } catch (error) {
        if (error instanceof CkksError) return error.code;
        throw error;
      } finally {
        for (const register of loaded) registers.freeRegister(context, register);
      }
    };
    expect(codeOf([good, good])).toBe("none");
    expect(codeOf([], scalars(0))).toBe("ARGUMENT_INVALID");
    expect(codeOf([good], scalars(2))).toBe("ARGUMENT_INVALID");
    expect(codeOf([good], scalars(1, 0))).toBe("LEVEL_MISMATCH");
    expect(codeOf([good, anyCiphertext(context, 0, 2, 8, 2)])).toBe("LEVEL_MISMATCH");
    expect(codeOf([good, anyCiphertext(context, 1, 3, 8, 2)])).toBe("PARTS_MISMATCH");
    expect(codeOf([good, anyCiphertext(context, 1, 2, 9, 2)])).toBe("SCALE_MISMATCH");
    expect(codeOf([good], scalars(1, 1, other))).toBe("PARAMETERS_MISMATCH");
    const three = registers.loadRegister(context, anyCiphertext(context, 1, 3, 8, 1));
    expect(() => registers.sumOfSquares(context, [three], scalars(1))).toThrow(
      expect.objectContaining({ code: "PARTS_MISMATCH" }),
    );
    registers.freeRegister(context, three);
    for (const [value, code] of [
      [Number.NaN, "VALUE_NOT_FINITE"],
      [2 ** 52, "VALUE_OUT_OF_RANGE"],
    ] as const) {
      expect(() => prepareScalars(context, [1, value], { level: 1, scale: 1 })).toThrow(
        expect.objectContaining({ code }),
      );
    }
  });
});

describe("…Into", () => {
  test("adds a number to every value at the roots of unity, or a plaintext, to the first part alone", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.double({ min: -9, max: 9, noNaN: true }), async (seed, number) => {
        const parameters = insecureTestParameters({ ringDegree: 16, modulusBits: [30, 22] });
        const context = await createContext(parameters);
        const scale = 2 ** 20;
        const before = anyCiphertext(context, 1, 3, scale, seed);
        const plain = createEncoder(context).encodeCoefficients([number, 1, -number], { level: 1, scale });
        const scalar = prepareScalars(context, [number], { level: 1, scale });
        const added = onRegisters(context, [before], ([a]) => {
          registers.addScalarInto(context, a!, scalar);
          registers.addPlainInto(context, a!, plain);
          return a!;
        });
        added.parts[0]!.residues.forEach((residue, i) => {
          const q = BigInt(parameters.primes[Math.floor(i / 16)]!);
          const sum = BigInt(before.parts[0]!.residues[i]!) + BigInt(plain.poly.residues[i]!);
          expect(BigInt(residue)).toBe(mod(sum + BigInt(Math.round(number * scale)), q));
        });
        expect(added.parts.slice(1)).toEqual(before.parts.slice(1));
      }),
      { numRuns: 20 },
    );
  });

  test("refuse another level, another scale, and two numbers", async () => {
    const context = await createContext(presets.linear);
    const a = registers.loadRegister(context, anyCiphertext(context, 1, 2, 8, 1));
    const scalar = (values: readonly number[], level: number, scale: number) => () =>
      registers.addScalarInto(context, a, prepareScalars(context, values, { level, scale }));
    const plain = (level: number, scale: number) => () =>
      registers.addPlainInto(context, a, createEncoder(context).encodeCoefficients([1], { level, scale }));
    for (const [work, code] of [
      [scalar([1], 0, 8), "LEVEL_MISMATCH"],
      [scalar([1], 1, 16), "SCALE_MISMATCH"],
      [scalar([1, 1], 1, 8), "ARGUMENT_INVALID"],
      [plain(0, 8), "LEVEL_MISMATCH"],
      [plain(1, 16), "SCALE_MISMATCH"],
    ] as const) {
      expect(work).toThrow(expect.objectContaining({ code }));
    }
    registers.freeRegister(context, a);
  });
});
