import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rms, worst } from "../../reference/complex-slots.ts";
import { Scene } from "../../reference/scheme-scene.ts";
import { parametersOf, schemeShapes } from "../../reference/scheme-shapes.ts";
import { type OneShotZero, prepareZero } from "../encryption/public-encryption.ts";
import { CkksError } from "../errors.ts";
import { insecureTestParameters } from "../parameters/insecure-test-parameters.ts";
import { presets } from "../parameters/presets.ts";
import { createPublicKey, decryptCoefficientsRaw, decryptExtractedRaw, encrypt } from "../secret.ts";
import type { Ciphertext } from "../values/ciphertext.ts";
import { floodingShape } from "./add-flooding.ts";
import { createEvaluator } from "./evaluator.ts";

const fields = ({ parameters, level, scale }: Ciphertext) => ({ parameters, level, scale });

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof CkksError) return error.code;
    throw error;
  }
  return "accepted";
}

describe("floodingShape", () => {
  test("has at least the deviation asked for and at most 4 % more (13 % below 5), with 16 to 64 coins", () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 79.99, noNaN: true }), (log) => {
        const asked = 2 ** log;
        const { bits, coins } = floodingShape(asked);
        const deviation = Math.sqrt(4 ** bits * (coins / 4 + 1 / 12) - 1 / 12);
        expect(deviation / asked).toBeGreaterThanOrEqual(1 - 1e-10);
        expect(deviation / asked).toBeLessThan(asked < 5 ? 1.13 : 1.04);
        expect(coins).toBeGreaterThanOrEqual(bits === 1 ? 1 : 16);
        expect(coins).toBeLessThanOrEqual(64);
      }),
    );
  });

  test("has a density that falls from its middle and is no higher than a Gaussian's: what its distance when moved is made of", () => {
    for (let coins = 16; coins <= 64; coins++) {
      let row = [1];
      for (let k = 0; k < coins; k++) row = [1, ...row.slice(1).map((x, i) => x + row[i]!), 1];
      const peak = Math.max(...row) / 2 ** coins;
      // Steps as wide as the uniform part: half the sum of all jumps of the density is its height.
      const jumps = [...row, 0].reduce((sum, x, i) => sum + Math.abs(x - (row[i - 1] ?? 0)), 0) / 2 ** coins;
      expect(jumps / 2).toBeCloseTo(peak, 12);
      expect(peak * Math.sqrt(coins / 4 + 1 / 12)).toBeLessThan(1 / Math.sqrt(2 * Math.PI));
    }
  });

  test("refuses what it cannot sum", () => {
    for (const bad of [0, 1, 1.99, -8, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 81]) {
      expect(
        codeOf(() => floodingShape(bad)),
        String(bad),
      ).toBe("FLOODING_INVALID");
    }
  });
});

describe("addFlooding (A7)", () => {
  /** The noise that flooding added, in integer units, exactly: limb 0 of the difference of the two ciphertexts, by CRT. */
  async function added(deviation: number, positions: readonly number[], seed: number): Promise<Float64Array> {
    const scene = await Scene.create(presets.linearStrong, seed);
    const { ciphertext } = scene.fresh(2, 2 ** 30);
    const evaluator = createEvaluator(scene.context);
    const flooded = evaluator.addFlooding(ciphertext, positions, deviation);
    expect(flooded.parts[1]!.residues).toEqual(ciphertext.parts[1]!.residues);
    const difference = evaluator.subtract(flooded, ciphertext);
    return decryptCoefficientsRaw(scene.context, scene.secret, difference).map((x) => x * difference.scale);
  }

  test.each([2 ** 13, 1.7 * 2 ** 20, 2 ** 45.5, 2 ** 60])(
    "of deviation %d has the moments asked for",
    async (deviation) => {
      const positions = Array.from({ length: 4096 }, (_, i) => i);
      const samples: number[] = [];
      for (let seed = 0; seed < 5; seed++) samples.push(...(await added(deviation, positions, seed)));
      const z = samples.map((x) => x / deviation);
      const moment = (k: number): number => z.reduce((sum, x) => sum + x ** k, 0) / z.length;
      const count = z.length;
      // Each bound is six standard errors, beside the 4 % of the shape.
      expect(Math.abs(moment(1))).toBeLessThan(6.3 / Math.sqrt(count));
      expect(moment(2)).toBeGreaterThan(1 - 6 * Math.sqrt(2 / count));
      expect(moment(2)).toBeLessThan(1.09 + 6 * Math.sqrt(2 / count));
      expect(Math.abs(moment(3))).toBeLessThan(6 * Math.sqrt(15 / count) + 0.05);
      // A sum of k uniform integers has kurtosis 3 - 1.2 / k.
      const kurtosis = moment(4) / moment(2) ** 2;
      expect(kurtosis).toBeGreaterThan(2.9 - 6 * Math.sqrt(24 / count));
      expect(kurtosis).toBeLessThan(3 + 6 * Math.sqrt(24 / count));
      expect(worst(Float64Array.from(z))).toBeGreaterThan(3);
    },
  );

  test("fills the lowest bits of wide noise too: no grid coarser than the integers", async () => {
    // 2^45: float64 holds these integers exactly.
    const noise = await added(
      2 ** 45,
      Array.from({ length: 4096 }, (_, i) => i),
      1,
    );
    for (const bits of [1, 4, 12]) {
      const width = 2 ** bits;
      const mean = noise.reduce((sum, x) => sum + (((x % width) + width) % width), 0) / noise.length;
      const deviation = Math.sqrt((width ** 2 - 1) / 12 / noise.length);
      expect(Math.abs(mean - (width - 1) / 2)).toBeLessThan(6 * deviation);
    }
  });

  test("touches the positions asked for and no other, and draws anew each time", async () => {
    const positions = [0, 7, 4095, 100];
    const noise = await added(2 ** 20, positions, 2);
    noise.forEach((x, k) => {
      if (positions.includes(k)) expect(Math.abs(x)).toBeGreaterThan(0);
      else expect(x).toBe(0);
    });
    expect(new Set(positions.map((k) => noise[k])).size).toBe(positions.length);
    expect(await added(2 ** 20, positions, 2)).not.toEqual(noise);
  });

  test("refuses a width that the modulus cannot hold, and positions that are none", async () => {
    const scene = await Scene.create(insecureTestParameters({ ringDegree: 64, modulusBits: [30, 30] }), 1);
    const evaluator = createEvaluator(scene.context);
    const { ciphertext } = scene.fresh(1, 2 ** 20);
    // A deviation of 2^(b + 2) takes 64 coins, which reach 65 2^(b - 1): 2^55 reaches 2^58.02 of 2^59, 2^56 does not fit.
    expect(evaluator.addFlooding(ciphertext, [0], 2 ** 55).level).toBe(1);
    expect(codeOf(() => evaluator.addFlooding(ciphertext, [0], 2 ** 56))).toBe("FLOODING_INVALID");
    expect(() => evaluator.addFlooding(ciphertext, [0], 2 ** 56)).toThrow(/below 2\^59\.00, got up to 2\^59\.02/);
    for (const positions of [[], [64], [-1], [0.5], [1, 1]]) {
      expect(codeOf(() => evaluator.addFlooding(ciphertext, positions, 8))).toBe("POSITIONS_INVALID");
      expect(codeOf(() => evaluator.extract(ciphertext, positions))).toBe("POSITIONS_INVALID");
    }
  });
});

describe("encryptions of zero (A5)", () => {
  test("are consumed by use, also by a use that fails, and cannot be copied", async () => {
    const scene = await Scene.create(insecureTestParameters({ ringDegree: 64, modulusBits: [30, 30] }), 1);
    const evaluator = createEvaluator(scene.context);
    const { ciphertext } = scene.fresh(1, 2 ** 20);
    const prepare = (parts: 2 | 3 = 2): OneShotZero => prepareZero(scene.context, scene.publicKey, { level: 1, parts });
    const zero = prepare();
    evaluator.addZero(ciphertext, zero);
    expect(codeOf(() => evaluator.addZero(ciphertext, zero))).toBe("ZERO_CONSUMED");
    expect(codeOf(() => zero.take())).toBe("ZERO_CONSUMED");
    const wrong = prepare(3);
    expect(codeOf(() => evaluator.addZero(ciphertext, wrong))).toBe("PARTS_MISMATCH");
    expect(codeOf(() => wrong.take())).toBe("ZERO_CONSUMED");
    const kept = prepare();
    expect(codeOf(() => structuredClone(kept).take?.())).toBe("accepted");
    expect(structuredClone(kept)).not.toHaveProperty("parts");
    expect(JSON.stringify(kept)).not.toContain("residues");
    // At another level it is refused before it is taken.
    expect(codeOf(() => evaluator.addZero(evaluator.dropLevel(ciphertext, 0), kept))).toBe("LEVEL_MISMATCH");
    expect(evaluator.addZero(ciphertext, kept).level).toBe(1);
  });

  test("are wiped after use", async () => {
    const scene = await Scene.create(insecureTestParameters({ ringDegree: 64, modulusBits: [30] }), 1);
    const zero = prepareZero(scene.context, scene.publicKey, { level: 0, parts: 2 });
    const parts = zero.take();
    const again = { kind: zero.kind, parameters: zero.parameters, level: zero.level, take: () => parts };
    createEvaluator(scene.context).addZero(scene.fresh(0, 2 ** 20).ciphertext, again as unknown as OneShotZero);
    for (const part of parts) expect(part.residues.every((x) => x === 0)).toBe(true);
  });

  test("of 10,000 responses no two share a mask, two and three parts", async () => {
    const scene = await Scene.create(insecureTestParameters({ ringDegree: 32, modulusBits: [30] }), 1);
    const evaluator = createEvaluator(scene.context);
    const { ciphertext } = scene.fresh(0, 2 ** 12);
    const masks = new Set<string>();
    const responses = 10_000;
    for (let i = 0; i < responses; i++) {
      const parts = i % 4 === 0 ? 3 : 2;
      const operand = parts === 3 ? evaluator.square(ciphertext) : ciphertext;
      const masked = evaluator.addZero(operand, prepareZero(scene.context, scene.publicKey, { level: 0, parts }));
      for (const part of masked.parts) masks.add(part.residues.subarray(0, 4).join());
    }
    // Four residues of 30 bits: two equal masks by chance once in 2^90.
    expect(masks.size).toBe((responses * 9) / 4);
  });

  test("hide every part under a uniform one, the third as well", async () => {
    // A mask is uniform up to the ternary polynomial that makes it: all zero once in 3^N draws, so rings of 8 are left out.
    const shapes = schemeShapes().filter((shape) => shape.ringDegree >= 16);
    await fc.assert(
      fc.asyncProperty(shapes, fc.integer(), fc.boolean(), async (shape, seed, three) => {
        const scene = await Scene.create(parametersOf(shape), seed);
        const evaluator = createEvaluator(scene.context);
        const level = shape.primes - 1;
        const { ciphertext } = scene.fresh(level, 2 ** 10);
        const operand = three ? evaluator.square(ciphertext) : ciphertext;
        const zero = prepareZero(scene.context, scene.publicKey, { level, parts: three ? 3 : 2 });
        const masked = evaluator.addZero(operand, zero);
        // An error alone would add less than 21 to every coefficient; a mask fills the modulus.
        masked.parts.forEach((part, p) => {
          const [before, after] = [operand.parts[p]!, part].map((poly) =>
            scene.encoder.decodeCoefficients({ kind: "plaintext", ...fields(operand), poly }),
          );
          const wide = after!.filter((x, i) => Math.abs(x - before![i]!) * operand.scale > 2 ** 20).length;
          expect(wide).toBeGreaterThan(0.9 * shape.ringDegree - 2);
        });
      }),
      { numRuns: 40 },
    );
  });

  test("need a public key of their level", async () => {
    const scene = await Scene.create(insecureTestParameters({ ringDegree: 64, modulusBits: [30, 30] }), 1);
    const low = createPublicKey(scene.context, scene.secret, { level: 0 });
    expect(codeOf(() => prepareZero(scene.context, low, { level: 1, parts: 2 }))).toBe("LEVEL_INVALID");
    expect(() => prepareZero(scene.context, low, { level: 1, parts: 2 })).toThrow("from 0 to 0, got 1");
    const evaluator = createEvaluator(scene.context);
    const { ciphertext, slots } = scene.fresh(0, 2 ** 20);
    const masked = evaluator.addZero(ciphertext, prepareZero(scene.context, low, { level: 0, parts: 2 }));
    expect(
      scene.excess({ ciphertext: masked, slots, noise: scene.noise.addZero(scene.noise.encrypt(0)) }),
    ).toBeLessThan(1);
  });

  test("make a released coefficient as noisy as the formula says", async () => {
    const scene = await Scene.create(presets.linear, 3);
    const evaluator = createEvaluator(scene.context);
    const zeroMessage = scene.encoder.encodeScalar(0, { level: 0, scale: 2 ** 20 });
    const ciphertext = encrypt(scene.context, scene.secret, zeroMessage);
    const masked = evaluator.addZero(ciphertext, prepareZero(scene.context, scene.publicKey, { level: 0, parts: 2 }));
    const every = Array.from({ length: 2048 }, (_, i) => i);
    const noise = decryptExtractedRaw(scene.context, scene.secret, evaluator.extract(masked, every));
    // parameters.md, section 2: 169 at N = 2048.
    expect(rms(noise) * 2 ** 20).toBeGreaterThan(169 * 0.8);
    expect(rms(noise) * 2 ** 20).toBeLessThan(169 * 1.25);
  });
});
