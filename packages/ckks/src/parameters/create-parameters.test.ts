import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CkksError } from "../errors.ts";
import { createParameters, type ParameterOptions } from "./create-parameters.ts";
import { insecureTestParameters } from "./insecure-test-parameters.ts";
import { largestNttPrime } from "./primes.ts";
import { limitBits, RING_DEGREES } from "./security-limits.ts";

function refusal(options: ParameterOptions): CkksError {
  try {
    createParameters(options);
  } catch (error) {
    if (error instanceof CkksError) return error;
    throw error;
  }
  throw new Error("the parameters were accepted");
}

describe("createParameters", () => {
  // The table of the 2024 guidelines, written out once more.
  const table = { 2048: 53, 4096: 106, 8192: 214, 16384: 430, 32768: 868 };

  test("knows the published limits and no other ring degree", () => {
    expect(Object.fromEntries(RING_DEGREES.map((n) => [n, limitBits(n)]))).toEqual(table);
    for (const ringDegree of [1024, 512, 65536, 3000, 0, -2048, Number.NaN, 2048.5, "2048" as unknown as number]) {
      const error = refusal({ ringDegree, modulusBits: [26] });
      expect(error.code).toBe("PARAMETERS_INVALID");
      expect(error.message).toContain('"ringDegree" expected one of 2048, 4096, 8192, 16384, 32768');
      expect(error.message).toContain(String(ringDegree));
    }
  });

  test("accepts totals up to the limit and refuses the next prime, naming limit and total", () => {
    for (const [degree, limit] of Object.entries(table)) {
      const ringDegree = Number(degree);
      // Primes of equal width, then the widest last prime that still fits, then the first that does not.
      const count = Math.ceil(limit / 29.5);
      const modulusBits = Array(count - 1).fill(limit / count);
      const { primes, security } = createParameters({ ringDegree, modulusBits });
      const used = security.totalBits;
      const within = largestNttPrime(limit - used, ringDegree, new Set(primes))!;
      const fits = createParameters({ ringDegree, primes: [...primes, within] });
      expect(fits.security.spareBits).toBeGreaterThanOrEqual(0);
      expect(fits.security.spareBits).toBeLessThan(0.05);
      const beyond = nextNttPrime(within, ringDegree, primes);
      const error = refusal({ ringDegree, primes: [...primes, beyond] });
      expect(error.code).toBe("PARAMETERS_OVER_LIMIT");
      expect(error.message).toContain(`at most ${limit} bits in all at ring degree ${ringDegree}`);
      const total = used + Math.log2(beyond);
      expect(total).toBeGreaterThan(limit);
      expect(error.message).toContain(`got ${total.toFixed(4)}`);
    }
  });

  test("counts special primes into the total", () => {
    const error = refusal({ ringDegree: 2048, modulusBits: [29], specialBits: [30] });
    expect(error.code).toBe("PARAMETERS_OVER_LIMIT");
    expect(error.message).toMatch(/at most 53 bits .* got 58\.99/);
  });

  test("accepts the totals that parameters.md quotes", () => {
    const bits = (options: ParameterOptions): number => createParameters(options).security.totalBits;
    expect(bits({ ringDegree: 2048, primes: [1073692673, 8380417] })).toBeCloseTo(52.9985, 3);
    const columns4 = [94904321, 94887937, 94863361, 94789633];
    expect(bits({ ringDegree: 4096, primes: columns4 })).toBeCloseTo(105.997, 3);
    const small = { primes: [1073692673, 8380417, 8273921], specialPrimes: [1066319873] };
    // Its special prime is 0.993 of the digit: allowed.
    expect(bits({ ringDegree: 4096, ...small })).toBeCloseTo(105.969, 3);
    const pairs = [268369921, 67043329, 66994177, 66961409, 66813953, 66551809];
    expect(bits({ ringDegree: 8192, primes: pairs, specialPrimes: [250380289, 266551297] })).toBeCloseTo(213.864, 3);
  });

  test.each([
    ["composite", { primes: [1073692673 - 4096 * 3] }, /"primes" expected primes, got \d+, which is composite/],
    ["a Carmichael number", { primes: [561] }, /expected primes, got 561, which is composite/],
    ["too wide", { primes: [1073750017] }, /primes below 2\^30, got 1073750017/],
    ["twice", { primes: [4169729, 4169729] }, /distinct primes, got 4169729 twice/],
    ["twice, as special prime", { primes: [4169729], specialPrimes: [4169729] }, /distinct primes, got 4169729 twice/],
    ["not 1 mod 2N", { primes: [1000003] }, /1 mod 4096 \(NTT-friendly\), got 1000003/],
    ["no integer", { primes: [4169729.5] }, /"primes" expected integers above 1, got 4169729.5/],
    ["text", { primes: ["4169729"] as unknown as number[] }, /integers above 1, got 4169729/],
    ["NaN", { primes: [Number.NaN] }, /integers above 1, got NaN/],
    ["negative", { primes: [-4169729] }, /integers above 1, got -4169729/],
    ["even", { primes: [2] }, /NTT-friendly/],
    ["none", { primes: [] }, /at least one ciphertext prime, got none/],
    ["none by bits", { modulusBits: [] }, /at least one ciphertext prime, got none/],
    ["neither", {}, /at least one ciphertext prime, got none/],
    ["primes and bits", { primes: [4169729], modulusBits: [22] }, /either "primes" or "modulusBits", got both/],
    ["no list", { primes: "4169729" as unknown as number[] }, /"primes" expected a list, got string/],
    ["bits too wide", { modulusBits: [31] }, /"modulusBits" expected numbers above 1 and at most 30, got 31/],
    ["bits NaN", { modulusBits: [Number.NaN] }, /at most 30, got NaN/],
    ["bits too few", { modulusBits: [12] }, /1 mod 4096 below 2\^12, got too few such primes/],
    ["more than there are", { modulusBits: Array(9).fill(16) }, /too few such primes/],
    ["too many", { modulusBits: Array(65).fill(20) }, /at most 64 primes, got 65/],
    [
      "P too small",
      { modulusBits: [26], specialBits: [25] },
      /"specialPrimes" .* 0\.99 of the largest digit.* digit 0/,
    ],
  ] as const)("refuses primes that are %s", (_, options, message) => {
    const error = refusal({ ringDegree: 2048, ...options } as ParameterOptions);
    expect(error.code).toBe("PARAMETERS_INVALID");
    expect(error.message).toMatch(message);
  });

  test("demands P of at least 0.99 of the largest digit, also of a later one and of digits of two primes", () => {
    const later = refusal({ ringDegree: 8192, modulusBits: [25, 29], specialBits: [28] });
    expect(later.message).toContain("digit 1");
    const pairs = { ringDegree: 8192, modulusBits: [29, 29, 26], specialBits: [29, 28] };
    expect(refusal(pairs).message).toContain("digit 0");
    expect(createParameters({ ...pairs, specialBits: [29, 29] }).specialPrimes).toHaveLength(2);
  });

  test("takes the largest distinct primes, special ones first, and freezes everything", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(4096, 8192, 16384),
        fc.array(fc.double({ min: 20, max: 26, noNaN: true }), { minLength: 1, maxLength: 3 }),
        (ringDegree, modulusBits) => {
          const parameters = createParameters({ ringDegree, modulusBits, specialBits: [26] });
          const { primes, specialPrimes, security } = parameters;
          const all = [...specialPrimes, ...primes];
          expect(new Set(all).size).toBe(all.length);
          [26, ...modulusBits].forEach((bits, i) => {
            const earlier = new Set(all.slice(0, i));
            expect(all[i]).toBe(largestNttPrime(bits, ringDegree, earlier));
            expect(all[i]).toBeLessThan(2 ** bits);
          });
          expect(parameters.maxLevel).toBe(primes.length - 1);
          expect(parameters.slotCount).toBe(ringDegree / 2);
          expect(security.totalBits).toBeCloseTo(Math.log2(all.reduce((p, q) => p * q, 1)), 9);
          expect(security.limitBits - security.totalBits).toBe(security.spareBits);
          for (const value of [parameters, primes, specialPrimes, security]) expect(Object.isFrozen(value)).toBe(true);
        },
      ),
      { numRuns: 20 },
    );
  });

  test("keeps its lists apart from the caller's", () => {
    const primes = [1073692673, 4169729];
    const parameters = createParameters({ ringDegree: 2048, primes });
    primes[0] = 5;
    expect(parameters.primes).toEqual([1073692673, 4169729]);
  });
});

describe("parameter digests", () => {
  const options = { ringDegree: 2048, primes: [12289, 40961] };

  test("are equal for equal sets and differ with degree, order, role and security", () => {
    const set = (o: ParameterOptions): string => createParameters(o).digest;
    expect(set(options)).toBe(set({ ...options }));
    expect(set(options)).toMatch(/^[0-9a-f]{64}$/);
    const others = [
      set({ ...options, primes: [40961, 12289] }),
      set({ ...options, primes: [40961] }),
      set({ ringDegree: 2048, primes: [12289], specialPrimes: [40961] }),
      insecureTestParameters(options).digest,
      insecureTestParameters({ ...options, ringDegree: 1024 }).digest,
    ];
    expect(new Set([set(options), ...others]).size).toBe(6);
  });

  test("insecure parameters say so, and have no limit", () => {
    const insecure = insecureTestParameters({ ringDegree: 64, modulusBits: [30, 30, 30] });
    expect(insecure.insecure).toBe(true);
    expect(insecure.security.limitBits).toBe(0);
    expect(insecure.security.spareBits).toBeLessThan(0);
    expect(createParameters(options).insecure).toBe(false);
    for (const ringDegree of [4, 12, 65536, Number.NaN]) {
      expect(() => insecureTestParameters({ ringDegree, modulusBits: [20] })).toThrow(/power of two from 8 to 32768/);
    }
    expect(() => insecureTestParameters({ ringDegree: 8, primes: [91] })).toThrow(/composite/);
  });
});

function nextNttPrime(prime: number, ringDegree: number, taken: readonly number[]): number {
  const isPrime = (n: number): boolean => {
    for (let d = 3; d * d <= n; d += 2) if (n % d === 0) return false;
    return true;
  };
  for (let q = prime + 2 * ringDegree; ; q += 2 * ringDegree) if (isPrime(q) && !taken.includes(q)) return q;
}
