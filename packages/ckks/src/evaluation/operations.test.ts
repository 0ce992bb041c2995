import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conjugate, constant, minus, plus, rotate, type Slots, times } from "../../reference/complex-slots.ts";
import { Scene, type Tracked } from "../../reference/scheme-scene.ts";
import { parametersOf, type SchemeShape, schemeShapes } from "../../reference/scheme-shapes.ts";
import { prepareZero } from "../encryption/public-encryption.ts";
import { presets } from "../parameters/presets.ts";
import { createGaloisKey, createRelinearizationKey, createRotationKeys } from "../secret.ts";
import { conjugationElement } from "../values/galois-element.ts";
import { createEvaluator, type Evaluator } from "./evaluator.ts";
import { preparePlaintext } from "./prepared-plaintext.ts";

/** One drawn place where an operation is tried. */
interface Place {
  readonly scene: Scene;
  readonly level: number;
  /** A small drawn number: steps, counts, factors. */
  readonly pick: number;
  readonly key: "secret" | "public";
}

interface Operation {
  readonly needs?: { readonly primes?: number; readonly alpha?: number };
  readonly run: (place: Place) => Tracked | readonly Tracked[];
}

/** Bits of the modulus at a level. */
const bitsAt = ({ scene, level }: Place): number =>
  scene.context.parameters.primes.slice(0, level + 1).reduce((bits, q) => bits + Math.log2(q), 0);
/** A scale that leaves 6 bits for sums of values. */
const sumScale = (place: Place): number => 2 ** Math.floor(Math.min(bitsAt(place) - 6, 40));
/** A scale whose square leaves 6 bits, and whose float64 is exact. */
const productScale = (place: Place): number => 2 ** Math.floor(Math.min((bitsAt(place) - 6) / 2, 25));
/** Scale times the largest |slot|. */
const norm = (scale: number): number => scale * Math.SQRT2;

const keyless = (scene: Scene): Evaluator => createEvaluator(scene.context);
const fresh = (place: Place, scale: number): Tracked => place.scene.fresh(place.level, scale, place.key);

function withRelinearization({ scene, level }: Place): Evaluator {
  return createEvaluator(scene.context, {
    relinearization: createRelinearizationKey(scene.context, scene.secret, { level }),
  });
}

/** A product of two fresh ciphertexts: three parts. */
function product(place: Place, scale = productScale(place)): Tracked {
  const { scene } = place;
  const [a, b] = [fresh(place, scale), fresh(place, scale)];
  return {
    ciphertext: keyless(scene).multiply(a.ciphertext, b.ciphertext),
    slots: times(a.slots, b.slots),
    noise: scene.noise.multiply(a.noise, b.noise, norm(scale), norm(scale)),
  };
}

/** A steps argument that rotates: any sign, beyond the slots too. */
const stepsOf = ({ scene, pick }: Place): number => (pick % scene.slotCount === 0 ? pick + 1 : pick);

/** Applies the same operation to ciphertext and slots. */
function unary(place: Place, on: (e: Evaluator, a: Tracked) => Omit<Tracked, "noise"> & Partial<Tracked>): Tracked {
  const a = fresh(place, sumScale(place));
  return { noise: a.noise, ...on(keyless(place.scene), a) };
}

function binary(
  { scene }: Place,
  a: Tracked,
  b: Tracked,
  name: "add" | "subtract",
  combine: (x: Slots, y: Slots) => Slots,
): Tracked {
  return {
    ciphertext: keyless(scene)[name](a.ciphertext, b.ciphertext),
    slots: combine(a.slots, b.slots),
    noise: scene.noise.add(a.noise, b.noise),
  };
}

const operations: Readonly<Record<string, Operation>> = {
  encrypt: { run: (place) => fresh(place, sumScale(place)) },
  negate: {
    run: (place) =>
      unary(place, (e, a) => ({
        ciphertext: e.negate(a.ciphertext),
        slots: minus(constant(a.slots.re.length, 0), a.slots),
      })),
  },
  add: { run: (place) => binary(place, fresh(place, sumScale(place)), fresh(place, sumScale(place)), "add", plus) },
  subtract: {
    run: (place) => binary(place, fresh(place, sumScale(place)), fresh(place, sumScale(place)), "subtract", minus),
  },
  "add and subtract three parts": {
    run: (place) => {
      const [x, y] = [product(place), product(place)];
      const two = fresh(place, x.ciphertext.scale);
      return [
        binary(place, x, two, "add", plus),
        binary(place, two, x, "add", plus),
        binary(place, x, two, "subtract", minus),
        binary(place, two, x, "subtract", minus),
        binary(place, x, y, "subtract", minus),
      ];
    },
  },
  "addPlain and subtractPlain": {
    run: (place) => {
      const { scene, level } = place;
      const [a, values] = [fresh(place, sumScale(place)), scene.values()];
      const b = scene.plaintext(values, level, sumScale(place));
      const noise = scene.noise.addPlain(a.noise);
      return [
        { ciphertext: keyless(scene).addPlain(a.ciphertext, b), slots: plus(a.slots, values), noise },
        { ciphertext: keyless(scene).subtractPlain(a.ciphertext, b), slots: minus(a.slots, values), noise },
      ];
    },
  },
  addScalar: {
    run: (place) =>
      unary(place, (e, a) => {
        const value = place.pick / 7;
        return {
          ciphertext: e.addScalar(a.ciphertext, value),
          slots: plus(a.slots, constant(a.slots.re.length, value)),
          noise: place.scene.noise.addPlain(a.noise),
        };
      }),
  },
  multiplyScalar: {
    run: (place) => {
      const scale = productScale(place);
      return [
        [place.pick, 1],
        [place.pick / 13, scale],
      ].map(([value, factorScale]) => {
        const a = fresh(place, scale);
        return {
          ciphertext: keyless(place.scene).multiplyScalar(a.ciphertext, value!, factorScale!),
          slots: times(a.slots, constant(a.slots.re.length, value!)),
          noise: place.scene.noise.multiplyScalar(a.noise, norm(scale), value!, factorScale!),
        };
      });
    },
  },
  "multiplyPlain, prepared and not, of two and three parts": {
    run: (place) => {
      const { scene, level } = place;
      const scale = productScale(place);
      const [a, values] = [fresh(place, scale), scene.values()];
      const b = scene.plaintext(values, level, scale);
      const noise = scene.noise.multiplyPlain(a.noise, norm(scale), norm(scale));
      const slots = times(a.slots, values);
      const small = scene.plaintext(values, level, 4);
      const three = product(place, 2 ** Math.floor((bitsAt(place) - 10) / 2));
      return [
        { ciphertext: keyless(scene).multiplyPlain(a.ciphertext, b), slots, noise },
        { ciphertext: keyless(scene).multiplyPlain(a.ciphertext, preparePlaintext(scene.context, b)), slots, noise },
        {
          ciphertext: keyless(scene).multiplyPlain(three.ciphertext, small),
          slots: times(three.slots, values),
          noise: scene.noise.multiplyPlain(three.noise, norm(three.ciphertext.scale) * Math.SQRT2, norm(4)),
        },
      ];
    },
  },
  "innerProduct of many": {
    run: (place) => {
      const { scene, level, pick } = place;
      // Past 16 summands, where the kernel reduces in between.
      const count = 1 + (Math.abs(pick) % 40);
      const scale = productScale(place) / 8;
      const as = Array.from({ length: count }, () => fresh(place, scale));
      const values = as.map(() => scene.values());
      const bs = values.map((v, k) => {
        const plaintext = scene.plaintext(v, level, scale);
        return k % 2 ? plaintext : preparePlaintext(scene.context, plaintext);
      });
      const products = as.map((a, k) => times(a.slots, values[k]!));
      const noises = as.map((a) => scene.noise.multiplyPlain(a.noise, norm(scale), norm(scale)));
      return {
        ciphertext: keyless(scene).innerProduct(
          as.map((a) => a.ciphertext),
          bs,
        ),
        slots: products.reduce(plus),
        noise: noises.reduce((x, y) => scene.noise.add(x, y)),
      };
    },
  },
  multiply: { run: (place) => product(place) },
  square: {
    run: (place) => {
      const scale = productScale(place);
      const a = fresh(place, scale);
      return {
        ciphertext: keyless(place.scene).square(a.ciphertext),
        slots: times(a.slots, a.slots),
        noise: place.scene.noise.square(a.noise, norm(scale)),
      };
    },
  },
  "rescale of two and three parts": {
    needs: { primes: 2 },
    run: (place) => {
      const { scene, level } = place;
      if (level === 0) return [];
      const scale = scene.context.parameters.primes[level]! * 2 ** 12;
      return [fresh(place, scale), product(place)].map((a) => ({
        ciphertext: keyless(scene).rescale(a.ciphertext),
        slots: a.slots,
        noise: scene.noise.rescale(a.noise),
      }));
    },
  },
  dropLevel: {
    run: (place) => {
      const lower = Math.abs(place.pick) % (place.level + 1);
      const a = fresh(place, 2 ** 20);
      return {
        ciphertext: keyless(place.scene).dropLevel(a.ciphertext, lower),
        slots: a.slots,
        noise: place.scene.noise.dropLevel(a.noise, lower),
      };
    },
  },
  relinearize: {
    needs: { alpha: 1 },
    run: (place) => {
      const a = product(place);
      return {
        ciphertext: withRelinearization(place).relinearize(a.ciphertext),
        slots: a.slots,
        noise: place.scene.noise.relinearize(a.noise),
      };
    },
  },
  relinearizeRescale: {
    needs: { alpha: 1, primes: 2 },
    run: (place) => {
      if (place.level === 0) return [];
      const a = product(place);
      return {
        ciphertext: withRelinearization(place).relinearizeRescale(a.ciphertext),
        slots: a.slots,
        noise: place.scene.noise.relinearizeRescale(a.noise),
      };
    },
  },
  "rotate and rotateMany": {
    needs: { alpha: 1 },
    run: (place) => {
      const { scene, level } = place;
      const steps = [stepsOf(place), 1, scene.slotCount - 1];
      const galois = createRotationKeys(
        scene.context,
        scene.secret,
        steps.map((s) => ({ steps: s, level })),
      );
      const evaluator = createEvaluator(scene.context, { galois });
      const a = fresh(place, sumScale(place));
      const noise = scene.noise.rotate(a.noise);
      const many = evaluator.rotateMany(a.ciphertext, steps);
      return [
        ...steps.map((s, k) => ({ ciphertext: many[k]!, slots: rotate(a.slots, s), noise })),
        { ciphertext: evaluator.rotate(a.ciphertext, steps[0]!), slots: rotate(a.slots, steps[0]!), noise },
      ];
    },
  },
  conjugate: {
    needs: { alpha: 1 },
    run: (place) => {
      const { scene, level } = place;
      const element = conjugationElement(scene.context.parameters);
      const galois = [createGaloisKey(scene.context, scene.secret, element, { level })];
      const a = fresh(place, sumScale(place));
      return {
        ciphertext: createEvaluator(scene.context, { galois }).conjugate(a.ciphertext),
        slots: conjugate(a.slots),
        noise: scene.noise.rotate(a.noise),
      };
    },
  },
  "addZero of two and three parts": {
    run: (place) => {
      const { scene, level } = place;
      return [fresh(place, sumScale(place)), product(place)].map((a) => ({
        ciphertext: keyless(scene).addZero(
          a.ciphertext,
          prepareZero(scene.context, scene.publicKey, { level, parts: a.noise.parts }),
        ),
        slots: a.slots,
        noise: scene.noise.addZero(a.noise),
      }));
    },
  },
};

async function check(operation: Operation, place: Omit<Place, "scene">, scene: Scene): Promise<void> {
  const results = [operation.run({ ...place, scene })].flat();
  for (const result of results) {
    expect(result.ciphertext.level).toBe(result.noise.level);
    expect(result.ciphertext.parts.length).toBe(result.noise.parts);
    // The tails are for one value (6e-9 for three parts); a run looks at 10^5 of them, and a quarter more makes chance negligible.
    expect(scene.excess(result)).toBeLessThan(1.25);
  }
}

describe("each operation, in the worst slot, on random shapes and keys", () => {
  test.each(Object.entries(operations))("%s", async (_, operation) => {
    const place = fc.record({
      shape: schemeShapes(operation.needs),
      seed: fc.integer(),
      depth: fc.nat(5),
      pick: fc.integer({ min: -100, max: 100 }),
      key: fc.constantFrom("secret" as const, "public" as const),
    });
    await fc.assert(
      fc.asyncProperty(place, async ({ shape, seed, depth, pick, key }) => {
        const scene = await Scene.create(parametersOf(shape), seed);
        await check(operation, { level: levelOf(shape, depth), pick, key }, scene);
      }),
      { numRuns: 40 },
    );
  });
});

describe("each operation once with the parameters that ship", () => {
  test.each(["linear", "columns", "row", "deep", "wide"] as const)("%s", async (name) => {
    const parameters = presets[name];
    const shape = { primes: parameters.primes.length, alpha: parameters.specialPrimes.length };
    const scene = await Scene.create(parameters, 1);
    for (const operation of Object.values(operations)) {
      const { primes = 1, alpha = 0 } = operation.needs ?? {};
      if (shape.primes < primes || shape.alpha < alpha) continue;
      await check(operation, { level: parameters.maxLevel, pick: 5, key: "public" }, scene);
    }
  });
});

/** Any level, the top more often. */
const levelOf = ({ primes }: SchemeShape, depth: number): number => primes - 1 - (depth % primes);
