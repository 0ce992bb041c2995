import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyCiphertext } from "../../reference/any-ciphertext.ts";
import { mod } from "../../reference/modular.ts";
import { type Ciphertext, CkksError, type Context, createContext, registers } from "../index.ts";
import { insecureTestParameters } from "../parameters/insecure-test-parameters.ts";

/** Runs on registers and gives every one of them back. */
function sumOf(
  context: Context,
  lefts: readonly Ciphertext[],
  rights: readonly Ciphertext[],
  addend: Ciphertext | null,
): Ciphertext {
  const load = (all: readonly Ciphertext[]) => all.map((one) => registers.loadRegister(context, one));
  const [as, bs, more] = [load(lefts), load(rights), load(addend === null ? [] : [addend])];
  const results: registers.Register[] = [];
  try {
    results.push(registers.sumOfProducts(context, as, bs, more[0] ?? null));
    return registers.storeRegister(context, results[0]!);
  } finally {
    for (const register of [...as, ...bs, ...more, ...results]) registers.freeRegister(context, register);
  }
}

describe("sumOfProducts", () => {
  test("is the sum of a0 b0, a0 b1 + a1 b0 and a1 b1, and of an addend, residue by residue", async () => {
    const shape = fc.record({
      primes: fc.array(fc.constantFrom(20, 25, 28, 30), { minLength: 1, maxLength: 3 }),
      level: fc.nat(2),
      // Beyond 8 pairs the cross products are reduced on the way.
      count: fc.integer({ min: 1, max: 20 }),
      withAddend: fc.boolean(),
      seed: fc.integer(),
    });
    await fc.assert(
      fc.asyncProperty(shape, async ({ primes, level: pick, count, withAddend, seed }) => {
        const parameters = insecureTestParameters({ ringDegree: 16, modulusBits: primes });
        const context = await createContext(parameters);
        const level = pick % primes.length;
        const make = (scale: number, from: number) =>
          Array.from({ length: count }, (_, k) => anyCiphertext(context, level, 2, scale, seed + from + k));
        const [as, bs] = [make(2 ** 5, 0), make(2 ** 4, 100)];
        const addend = withAddend ? anyCiphertext(context, level, 2, 2 ** 9, seed + 200) : null;
        const sum = sumOf(context, as, bs, addend);
        expect([sum.scale, sum.level, sum.parts.length]).toEqual([2 ** 9, level, 3]);
        sum.parts.forEach((part, p) => {
          part.residues.forEach((residue, i) => {
            const q = BigInt(parameters.primes[Math.floor(i / 16)]!);
            let exact = BigInt(addend?.parts[p]?.residues[i] ?? 0);
            for (let k = 0; k < count; k++) {
              for (let j = 0; j <= p; j++) {
                exact += BigInt(as[k]!.parts[j]?.residues[i] ?? 0) * BigInt(bs[k]!.parts[p - j]?.residues[i] ?? 0);
              }
            }
            expect(BigInt(residue)).toBe(mod(exact, q));
          });
        });
      }),
      { numRuns: 60 },
    );
  });

  test("refuses operands that do not fit each other, and leaves nothing behind", async () => {
    const context = await createContext(insecureTestParameters({ ringDegree: 16, modulusBits: [30, 28] }));
    const at = (level: number, parts: 2 | 3, scale: number) => anyCiphertext(context, level, parts, scale, 1);
    const good = at(1, 2, 8);
    const codeOf = (...sums: Parameters<typeof sumOf> extends [unknown, ...infer Rest] ? Rest : never): string => {
      try {
        sumOf(context, ...sums);
        return "none";
      } catch (error) {
        if (error instanceof CkksError) return error.code;
        throw error;
      }
    };
    expect(codeOf([good, good], [good, good], at(1, 2, 64))).toBe("none");
    expect(codeOf([], [], null)).toBe("ARGUMENT_INVALID");
    expect(codeOf([good], [good, good], null)).toBe("ARGUMENT_INVALID");
    expect(codeOf([good], [at(0, 2, 8)], null)).toBe("LEVEL_MISMATCH");
    expect(codeOf([good, good], [good, at(1, 3, 8)], null)).toBe("PARTS_MISMATCH");
    expect(codeOf([good, good], [good, at(1, 2, 9)], null)).toBe("SCALE_MISMATCH");
    expect(codeOf([good], [good], at(1, 2, 8))).toBe("SCALE_MISMATCH");
    expect(codeOf([good], [good], at(0, 2, 64))).toBe("LEVEL_MISMATCH");
    expect(codeOf([good], [good], at(1, 3, 64))).toBe("PARTS_MISMATCH");
  });
});
