import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CkksError,
  type Context,
  createContext,
  createEncoder,
  type Parameters,
  type Plaintext,
  presets,
  registers,
} from "../index.ts";
import { insecureTestParameters } from "../parameters/insecure-test-parameters.ts";
import { createPublicKey, decryptExtractedRaw, encrypt, generateSecretKey, type SecretKey } from "../secret.ts";
import { type ProtectOptions, protect } from "./protect.ts";

const hedge = new Uint8Array(32);

/** An encryption of the plaintext of three parts: beside it, the square of an encryption of zero. */
function threeParts(context: Context, secret: SecretKey, plaintext: Plaintext): registers.Register {
  const { level, scale } = plaintext;
  const nothing = createEncoder(context).encodeScalar(0, { level, scale: Math.sqrt(scale) });
  const inputs = [plaintext, nothing].map((each) => registers.loadRegister(context, encrypt(context, secret, each)));
  const [message, zero] = inputs as [registers.Register, registers.Register];
  const square = registers.square(context, zero);
  const sum = registers.add(context, message, square);
  for (const register of [...inputs, square]) registers.freeRegister(context, register);
  return sum;
}

interface Trial extends Omit<ProtectOptions, "hedge" | "rescale"> {
  /** Whether the operand is a level above, and 0.25 is added on the way. */
  readonly rescaled?: boolean;
  readonly level: number;
  readonly parts: 2 | 3;
}

/** Encrypts, protects and decrypts; returns the errors at the released positions in units of the message. */
async function errorsOf(parameters: Parameters, values: readonly number[], trial: Trial): Promise<readonly number[]> {
  const { level, parts, rescaled = false, ...options } = trial;
  const { positions, outputLevel, modulusBits } = options;
  const context = await createContext(parameters);
  using secret = generateSecretKey(context);
  const publicKey = createPublicKey(context, secret, { level });
  const scale = 2 ** 20 * parameters.primes.slice(outputLevel + 1, level + 1).reduce((d, q) => d * q, 1);
  const coefficients = new Float64Array(parameters.ringDegree).fill(0.75);
  values.forEach((value, k) => {
    coefficients[positions === "all" ? k : positions[k]!] = value;
  });
  const encoder = createEncoder(context);
  const above = rescaled ? { level: level + 1, scale: scale * parameters.primes[level + 1]! } : { level, scale };
  const offset = rescaled ? 0.25 : 0;
  const plaintext = encoder.encodeCoefficients(
    coefficients.map((value) => value - offset),
    above,
  );
  const addend = encoder.encodeCoefficients(new Float64Array(parameters.ringDegree).fill(offset), { level, scale });
  const register =
    parts === 3
      ? threeParts(context, secret, plaintext)
      : registers.loadRegister(context, encrypt(context, secret, plaintext));
  const result = protect(context, register, publicKey, {
    ...options,
    hedge,
    ...(rescaled && { rescale: { addend } }),
  });
  registers.freeRegister(context, register);
  expect(result.level).toBe(outputLevel);
  expect(result.positions).toEqual(positions);
  expect(result.body.masks).toHaveLength(parts - 1);
  expect(result.body.kind).toBe(modulusBits === null ? "residues" : "truncated");
  const released = decryptExtractedRaw(context, secret, result);
  expect(released).toHaveLength(positions === "all" ? parameters.ringDegree : positions.length);
  return values.map((value, k) => released[k]! - value);
}

describe("protect", () => {
  test("keeps the message at any level, number of dropped primes and positions", async () => {
    const shape = fc.record({
      logDegree: fc.integer({ min: 3, max: 7 }),
      primes: fc.integer({ min: 1, max: 4 }),
      seed: fc.infiniteStream(fc.double({ min: -8, max: 8, noNaN: true })),
      picks: fc.uniqueArray(fc.nat(127), { minLength: 1, maxLength: 8 }),
      dropped: fc.nat(3),
      unused: fc.nat(3),
      truncated: fc.boolean(),
      all: fc.boolean(),
      parts: fc.constantFrom<2 | 3>(2, 3),
      rescaled: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        shape,
        async ({ logDegree, primes, seed, picks, dropped, unused, truncated, all, parts, ...drawn }) => {
          const ringDegree = 2 ** logDegree;
          const parameters = insecureTestParameters({ ringDegree, modulusBits: new Array(primes).fill(28) });
          const level = primes - 1 - (unused % primes);
          const outputLevel = level - Math.min(dropped, level);
          const positions = all ? ("all" as const) : [...new Set(picks.map((pick) => pick % ringDegree))];
          const values = [...seed.take(positions === "all" ? ringDegree : positions.length)];
          // Truncation is for results of one limb, and needs a second prime to be decrypted.
          const modulusBits = truncated && outputLevel === 0 && primes > 1 ? 24 : null;
          const options = { positions, floodingDeviation: 8, outputLevel, modulusBits };
          const errors = await errorsOf(parameters, values, {
            level,
            parts,
            rescaled: drawn.rescaled && level + 1 < primes,
            ...options,
          });
          // Two parts, N = 128. Zero: 3.24 sqrt(4N/3) = 42; dropping: 3; flooding: 8. Times 10, over 2^20. Truncation: 3, times 10,
          // over the scale 2^16 that it leaves. Three: zero 3.24 sqrt(3) 2N/3 = 480, the square of zero 10.5 sqrt(2N) = 170,
          // dropping and truncation 0.29 sqrt(2) 2N/3 = 35, with longer tails.
          const [masked, rounding] = parts === 2 ? [500, 30] : [8000, 500];
          const most = masked / 2 ** 20 + (modulusBits === null ? 0 : rounding / 2 ** 16);
          for (const error of errors) expect(Math.abs(error)).toBeLessThan(most);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("floods the released coefficients with the deviation asked for", async () => {
    const positions = Array.from({ length: 512 }, (_, i) => 4 * i + 3);
    const deviation = 2 ** 13;
    const values = positions.map((_, i) => i / 100);
    const options = { positions, floodingDeviation: deviation, outputLevel: 0, modulusBits: null };
    const errors = await errorsOf(presets.linear, values, { level: 0, parts: 2, ...options });
    const measured = 2 ** 20 * Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
    // 512 values: the deviation's own error is 3 %; six times that on each side.
    expect(measured / deviation).toBeGreaterThan(0.82);
    expect(measured / deviation).toBeLessThan(1.22);
  });

  test("refuses what cannot be, before anything is drawn", async () => {
    const context = await createContext(presets.linear);
    using secret = generateSecretKey(context);
    const plaintext = createEncoder(context).encodeCoefficients([1], { level: 1, scale: 2 ** 40 });
    const register = registers.loadRegister(context, encrypt(context, secret, plaintext));
    const key = createPublicKey(context, secret);
    const good = { positions: [0], floodingDeviation: 8, outputLevel: 0, modulusBits: null, hedge };
    const codeOf = (changes: Partial<ProtectOptions>, publicKey = key): string => {
      try {
        protect(context, register, publicKey, { ...good, ...changes });
      } catch (error) {
        if (error instanceof CkksError) return error.code;
      }
      return "none";
    };
    expect(codeOf({})).toBe("none");
    expect(codeOf({ positions: [] })).toBe("POSITIONS_INVALID");
    expect(codeOf({ positions: [5, 5] })).toBe("POSITIONS_INVALID");
    expect(codeOf({ positions: [2048] })).toBe("POSITIONS_INVALID");
    expect(codeOf({ floodingDeviation: 1 })).toBe("FLOODING_INVALID");
    expect(codeOf({ floodingDeviation: 2 ** 51 })).toBe("FLOODING_INVALID");
    expect(codeOf({ outputLevel: 2 })).toBe("LEVEL_INVALID");
    expect(codeOf({ modulusBits: 7 })).toBe("MODULUS_BITS_INVALID");
    expect(codeOf({ modulusBits: 31 })).toBe("MODULUS_BITS_INVALID");
    expect(codeOf({}, createPublicKey(context, secret, { level: 0 }))).toBe("LEVEL_INVALID");
    expect(codeOf({ rescale: { addend: plaintext } })).toBe("LEVEL_MISMATCH");
    expect(codeOf({ rescale: { addend: null }, outputLevel: 1 })).toBe("LEVEL_INVALID");
    const low = createEncoder(context).encodeCoefficients([1], { level: 0, scale: 2 ** 10 });
    expect(codeOf({ rescale: { addend: low } })).toBe("SCALE_MISMATCH");
    registers.freeRegister(context, register);
  });
});
