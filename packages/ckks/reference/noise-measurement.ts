import { prepareZero } from "../src/encryption/public-encryption.ts";
import type { Context } from "../src/engine/context.ts";
import { createEvaluator, type Evaluator } from "../src/evaluation/evaluator.ts";
import { createNoiseEstimate, type NoiseEstimate } from "../src/noise/noise-estimate.ts";
import type { Parameters } from "../src/parameters/create-parameters.ts";
import { decryptSlotsRaw } from "../src/secret/decrypt.ts";
import { decryptExtractedRaw } from "../src/secret/decrypt-extracted.ts";
import { createGaloisKey, createRotationKeys } from "../src/secret/galois-key.ts";
import { createRelinearizationKey } from "../src/secret/relinearization-key.ts";
import type { Ciphertext } from "../src/values/ciphertext.ts";
import { conjugationElement } from "../src/values/galois-element.ts";
import { type Level, limbsAt } from "../src/values/level.ts";
import { conjugate, minus, plus, rotate, type Slots, times } from "./complex-slots.ts";
import { Scene } from "./scheme-scene.ts";

/** The noise of one operation under one key, in integer units. */
export interface NoiseSample {
  readonly operation: string;
  readonly estimate: NoiseEstimate;
  readonly coefficients: Float64Array;
  /** Real parts, then imaginary parts. */
  readonly slots: Float64Array;
}

/** What an operation made, beside what it should have made. */
interface Outcome {
  readonly operation: string;
  readonly estimate: NoiseEstimate;
  readonly result: Ciphertext;
  readonly expected: Slots;
}

/** Root mean square of |z| for the values of a scene: uniform in a square of side 2. */
const RMS = Math.sqrt(2 / 3);
const SCALE = 2 ** 20;

/** Measures every operation that the parameters allow, under one fresh key. */
export async function measureNoise(parameters: Parameters, seed: number): Promise<readonly NoiseSample[]> {
  const scene = await Scene.create(parameters, seed);
  const outcomes = [
    ...fresh(scene),
    ...products(scene),
    ...rescales(scene),
    ...masks(scene),
    ...(parameters.specialPrimes.length === 0 ? [] : keySwitches(scene)),
    chain(scene),
  ];
  const samples = [...outcomes.map((outcome) => sampleOf(scene, outcome)), ...truncations(scene)];
  scene.secret.dispose();
  return samples;
}

/** An input that counts as noiseless: an operation's own noise is measured against what its operand decrypts to. */
const none = (ciphertext: Ciphertext): NoiseEstimate =>
  createNoiseEstimate(0, ciphertext.level, ciphertext.parts.length as 2 | 3);

function fresh(scene: Scene): Outcome[] {
  const { noise, context } = scene;
  const level = context.parameters.maxLevel;
  const [a, b, c] = [scene.fresh(level, SCALE), scene.fresh(level, SCALE), scene.fresh(level, SCALE, "public")];
  const evaluator = createEvaluator(context);
  const values = scene.values();
  const plain = scene.plaintext(values, level, SCALE);
  const constant = { re: a.slots.re.map((x) => 3.7 * x), im: a.slots.im.map((x) => 3.7 * x) };
  return [
    { operation: "encrypt", estimate: a.noise, result: a.ciphertext, expected: a.slots },
    { operation: "encryptWithPublicKey", estimate: c.noise, result: c.ciphertext, expected: c.slots },
    {
      operation: "add",
      estimate: noise.add(a.noise, c.noise),
      result: evaluator.add(a.ciphertext, c.ciphertext),
      expected: plus(a.slots, c.slots),
    },
    {
      operation: "subtract",
      estimate: noise.add(a.noise, b.noise),
      result: evaluator.subtract(a.ciphertext, b.ciphertext),
      expected: minus(a.slots, b.slots),
    },
    {
      operation: "addPlain",
      estimate: noise.addPlain(a.noise),
      result: evaluator.addPlain(a.ciphertext, plain),
      expected: plus(a.slots, values),
    },
    {
      operation: "multiplyScalar",
      estimate: noise.multiplyScalar(a.noise, RMS * SCALE, 3.7, 2 ** 8),
      result: evaluator.multiplyScalar(a.ciphertext, 3.7, 2 ** 8),
      expected: constant,
    },
  ];
}

function products(scene: Scene): Outcome[] {
  const { noise, context } = scene;
  const level = context.parameters.maxLevel;
  const [a, b] = [scene.fresh(level, SCALE), scene.fresh(level, SCALE)];
  const evaluator = createEvaluator(context);
  const values = scene.values();
  const plain = scene.plaintext(values, level, SCALE);
  return [
    {
      operation: "multiplyPlain",
      estimate: noise.multiplyPlain(a.noise, RMS * SCALE, RMS * SCALE),
      result: evaluator.multiplyPlain(a.ciphertext, plain),
      expected: times(a.slots, values),
    },
    {
      operation: "multiply",
      estimate: noise.multiply(a.noise, b.noise, RMS * SCALE, RMS * SCALE),
      result: evaluator.multiply(a.ciphertext, b.ciphertext),
      expected: times(a.slots, b.slots),
    },
    {
      operation: "square",
      estimate: noise.square(a.noise, RMS * SCALE),
      result: evaluator.square(a.ciphertext),
      expected: times(a.slots, a.slots),
    },
  ];
}

function rescales(scene: Scene): Outcome[] {
  const { context } = scene;
  const level = context.parameters.maxLevel;
  const evaluator = createEvaluator(context);
  const last = context.parameters.primes[level]!;
  const two = scene.fresh(level, Math.min(last * SCALE, 2 ** 48)).ciphertext;
  const three = evaluator.multiply(scene.fresh(level, 2 ** 24).ciphertext, scene.fresh(level, 2 ** 24).ciphertext);
  return [two, three].map((operand) => ({
    operation: `rescale, ${operand.parts.length} parts`,
    estimate: scene.noise.rescale(none(operand)),
    result: evaluator.rescale(operand),
    expected: decrypted(scene, operand),
  }));
}

function masks(scene: Scene): Outcome[] {
  const { context } = scene;
  const top = context.parameters.maxLevel;
  const evaluator = createEvaluator(context);
  const [a, low] = [scene.fresh(top, SCALE).ciphertext, scene.fresh(0, SCALE).ciphertext];
  const three = evaluator.square(scene.fresh(top, 2 ** 10).ciphertext);
  const zeros = [a, low, three].map((operand) => {
    const parts = operand.parts.length as 2 | 3;
    const zero = prepareZero(context, scene.publicKey, { level: operand.level, parts });
    return {
      operation: `addZero, ${parts} parts, level ${operand.level}`,
      estimate: scene.noise.addZero(none(operand)),
      result: evaluator.addZero(operand, zero),
      expected: decrypted(scene, operand),
    };
  });
  const positions = Array.from({ length: context.parameters.ringDegree }, (_, i) => i);
  return [
    ...zeros,
    {
      operation: "addFlooding",
      estimate: scene.noise.addFlooding(none(low), 2 ** 13),
      result: evaluator.addFlooding(low, positions, 2 ** 13),
      expected: decrypted(scene, low),
    },
  ];
}

function keySwitches(scene: Scene): Outcome[] {
  const { context, secret, noise } = scene;
  const evaluator = keyed(scene);
  return [context.parameters.maxLevel, 1 as Level].flatMap((level) => {
    const a = scene.fresh(level, SCALE).ciphertext;
    const before = decryptSlotsRaw(context, secret, a);
    const product = evaluator.square(scene.fresh(level, 2 ** 12).ciphertext);
    const large = evaluator.square(scene.fresh(level, 2 ** 24).ciphertext);
    const of = (operation: string, estimate: NoiseEstimate, result: Ciphertext, expected: Slots): Outcome => ({
      operation: `${operation}, level ${level}`,
      estimate,
      result,
      expected,
    });
    return [
      of("rotate", noise.rotate(none(a)), evaluator.rotate(a, 5), rotate(before, 5)),
      of("rotateMany", noise.rotate(none(a)), evaluator.rotateMany(a, [5, 1])[1]!, rotate(before, 1)),
      of("conjugate", noise.rotate(none(a)), evaluator.conjugate(a), conjugate(before)),
      of("relinearize", noise.relinearize(none(product)), evaluator.relinearize(product), decrypted(scene, product)),
      of(
        "relinearizeRescale",
        noise.relinearizeRescale(none(large)),
        evaluator.relinearizeRescale(large),
        decrypted(scene, large),
      ),
    ];
  });
}

function keyed({ context, secret }: Scene): Evaluator {
  const rotations = createRotationKeys(context, secret, [{ steps: 5 }, { steps: 1 }]);
  return createEvaluator(context, {
    relinearization: createRelinearizationKey(context, secret),
    galois: [...rotations, createGaloisKey(context, secret, conjugationElement(context.parameters))],
  });
}

/** Several operations in a row, against the clear values: what a program sees. */
function chain(scene: Scene): Outcome {
  const { noise, context } = scene;
  const level = context.parameters.maxLevel;
  const last = context.parameters.primes[level]!;
  const a = scene.fresh(level, 2 ** 24, "public");
  const values = scene.values();
  if (context.parameters.specialPrimes.length === 0) {
    // A linear model: weights, rescale, mask.
    const evaluator = createEvaluator(context);
    const weights = scene.plaintext(values, level, last);
    const y = evaluator.rescale(evaluator.multiplyPlain(a.ciphertext, weights));
    const zero = prepareZero(context, scene.publicKey, { level: y.level, parts: 2 });
    const product = noise.multiplyPlain(a.noise, RMS * 2 ** 24, RMS * last);
    const estimate = noise.addZero(noise.rescale(product));
    return { operation: "chain", estimate, result: evaluator.addZero(y, zero), expected: times(a.slots, values) };
  }
  // A hidden layer: square, relinearize and rescale, rotate, weights, rescale.
  const evaluator = keyed(scene);
  const squared = evaluator.relinearizeRescale(evaluator.square(a.ciphertext));
  const rotated = evaluator.rotate(squared, 5);
  const weights = scene.plaintext(values, level - 1, context.parameters.primes[level - 1]!);
  const result = evaluator.rescale(evaluator.multiplyPlain(rotated, weights));
  // |z|^2 of the square: its root mean square is sqrt(28/45).
  const inner = noise.rotate(noise.relinearizeRescale(noise.square(a.noise, RMS * 2 ** 24)));
  const estimate = noise.rescale(
    noise.multiplyPlain(inner, Math.sqrt(28 / 45) * squared.scale, RMS * context.parameters.primes[level - 1]!),
  );
  return { operation: "chain", estimate, result, expected: times(rotate(times(a.slots, a.slots), 5), values) };
}

/** Extraction of all coefficients and truncation, of two and three parts. */
function truncations(scene: Scene): NoiseSample[] {
  const { context, secret, noise } = scene;
  const top = context.parameters.maxLevel;
  const evaluator = createEvaluator(context);
  const positions = Array.from({ length: context.parameters.ringDegree }, (_, i) => i);
  const cases = [
    [scene.fresh(0, 2 ** 24).ciphertext, 24],
    [evaluator.dropLevel(evaluator.square(scene.fresh(top, 2 ** 22).ciphertext), 1), 36],
  ] as const;
  return cases.map(([operand, bits]) => {
    const extracted = evaluator.extract(operand, positions);
    const truncated = evaluator.truncate(extracted, bits);
    const [after, before] = [truncated, extracted].map((value) => decryptExtractedRaw(context, secret, value));
    const coefficients = after!.map((x, i) => (x - before![i]!) * truncated.scale);
    const slots = transform(context, coefficients, "coefficientsToSlots");
    const operation = `truncate to ${bits}, ${operand.parts.length} parts`;
    return { operation, estimate: noise.truncate(none(operand), bits), coefficients, slots };
  });
}

const decrypted = ({ context, secret }: Scene, ciphertext: Ciphertext): Slots =>
  decryptSlotsRaw(context, secret, ciphertext);

function sampleOf(scene: Scene, { operation, estimate, result, expected }: Outcome): NoiseSample {
  if (limbsAt(estimate.level) * scene.context.ring.n !== result.parts[0]!.residues.length) {
    throw new Error(`${operation}: the estimate is of another level`);
  }
  const { re, im } = minus(decrypted(scene, result), expected);
  const slots = Float64Array.of(...re, ...im).map((x) => x * result.scale);
  const interleaved = slots.map((_, i) => slots[i % 2 === 0 ? i / 2 : re.length + (i - 1) / 2]!);
  const coefficients = transform(scene.context, interleaved, "slotsToCoefficients");
  return { operation, estimate, coefficients, slots };
}

/** The encoder's transform of float64 values, which has tests of its own. */
function transform(
  { ring }: Context,
  values: Float64Array,
  direction: "slotsToCoefficients" | "coefficientsToSlots",
): Float64Array {
  return ring.engine.scoped((scope) => {
    const at = scope.allocate(8 * ring.n);
    ring.engine.f64.set(values, at / 8);
    ring.kernels[direction](at, ring.fftTables(), ring.n);
    return ring.engine.f64.slice(at / 8, at / 8 + ring.n);
  });
}

/** Root mean square and largest value over keys, in units of the estimate. */
export interface NoiseVerdict {
  readonly operation: string;
  readonly estimate: NoiseEstimate;
  readonly coefficientRms: number;
  readonly coefficientWorst: number;
  readonly slotRms: number;
  readonly slotWorst: number;
}

/** Measures with several keys and compares with the estimates. */
export async function judgeNoise(parameters: Parameters, keys: number): Promise<readonly NoiseVerdict[]> {
  const tallies = new Map<
    string,
    { estimate: NoiseEstimate; count: number; sums: [number, number]; most: [number, number] }
  >();
  for (let key = 0; key < keys; key++) {
    for (const { operation, estimate, coefficients, slots } of await measureNoise(parameters, key)) {
      const tally = tallies.get(operation) ?? { estimate, count: 0, sums: [0, 0], most: [0, 0] };
      tallies.set(operation, tally);
      tally.count += coefficients.length;
      [coefficients, slots].forEach((errors, kind) => {
        for (const error of errors) {
          tally.sums[kind as 0 | 1] += error * error;
          tally.most[kind as 0 | 1] = Math.max(tally.most[kind as 0 | 1], Math.abs(error));
        }
      });
    }
  }
  return [...tallies].map(([operation, { estimate, count, sums, most }]) => {
    const deviation = estimate.standardDeviation;
    const inSlots = deviation * Math.sqrt(parameters.ringDegree / 2);
    return {
      operation,
      estimate,
      coefficientRms: Math.sqrt(sums[0] / count) / deviation,
      coefficientWorst: most[0] / deviation,
      slotRms: Math.sqrt(sums[1] / count) / inSlots,
      slotWorst: most[1] / inSlots,
    };
  });
}
