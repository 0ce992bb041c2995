import type { OneShotZero } from "../encryption/public-encryption.ts";
import { type Context, checkParameters } from "../engine/context.ts";
import { CkksError } from "../errors.ts";
import type { Ciphertext, ExtractedCiphertext } from "../values/ciphertext.ts";
import { conjugationElement, type GaloisElement, rotationElement } from "../values/galois-element.ts";
import type { EvaluationKeys, GaloisKey, RelinearizationKey } from "../values/keys.ts";
import type { Plaintext } from "../values/plaintext.ts";
import { toScale } from "../values/scale.ts";
import type { PlainFactor } from "./prepared-plaintext.ts";
import { freeRegister, loadRegister, type Register, storeRegister } from "./register.ts";
import * as registers from "./registers.ts";
import { truncate } from "./truncate.ts";

/**
 * Computes on ciphertexts. Every operation takes values and returns a new value; nothing has to be freed.
 *
 * Levels of operands must agree (`dropLevel` the higher one) and, in sums, scales: else CkksError LEVEL_MISMATCH or SCALE_MISMATCH,
 * naming both. All throw PARAMETERS_MISMATCH for foreign objects.
 */
export interface Evaluator {
  negate(a: Ciphertext): Ciphertext;
  add(a: Ciphertext, b: Ciphertext): Ciphertext;
  subtract(a: Ciphertext, b: Ciphertext): Ciphertext;
  addPlain(a: Ciphertext, b: Plaintext): Ciphertext;
  subtractPlain(a: Ciphertext, b: Plaintext): Ciphertext;
  /** Adds a real number to every slot. @throws CkksError VALUE_OUT_OF_RANGE, VALUE_NOT_FINITE */
  addScalar(a: Ciphertext, value: number): Ciphertext;
  /** Multiplies every slot by a real number encoded at `scale` (1 suits whole numbers). */
  multiplyScalar(a: Ciphertext, value: number, scale?: number): Ciphertext;
  /** Scales multiply; rescale afterwards. */
  multiplyPlain(a: Ciphertext, b: PlainFactor): Ciphertext;
  /** Three parts; scales multiply. @throws CkksError PARTS_MISMATCH for operands of three parts */
  multiply(a: Ciphertext, b: Ciphertext): Ciphertext;
  /** Three parts; cheaper than `multiply(a, a)`. */
  square(a: Ciphertext): Ciphertext;
  /** The sum of ciphertext k times plaintext k. */
  innerProduct(as: readonly Ciphertext[], bs: readonly PlainFactor[]): Ciphertext;
  /** Three parts to two. @throws CkksError KEY_MISSING, KEY_LEVEL, PARTS_MISMATCH */
  relinearize(a: Ciphertext): Ciphertext;
  /** `relinearize` and `rescale` in one division. */
  relinearizeRescale(a: Ciphertext): Ciphertext;
  /** Divides by the last prime. @throws CkksError LEVEL_EXHAUSTED */
  rescale(a: Ciphertext): Ciphertext;
  dropLevel(a: Ciphertext, level: number): Ciphertext;
  /** Slot i of the result is slot i + steps. @throws CkksError KEY_MISSING, KEY_LEVEL */
  rotate(a: Ciphertext, steps: number): Ciphertext;
  /** Several rotations of one ciphertext from one decomposition (hoisting). */
  rotateMany(a: Ciphertext, steps: readonly number[]): readonly Ciphertext[];
  /** Conjugates every slot. */
  conjugate(a: Ciphertext): Ciphertext;
  /** Makes the result independent of how it was computed; consumes the zero (A5). */
  addZero(a: Ciphertext, zero: OneShotZero): Ciphertext;
  /** Adds wide integer noise at some coefficients. @throws CkksError FLOODING_INVALID */
  addFlooding(a: Ciphertext, positions: readonly number[], standardDeviation: number): Ciphertext;
  /** Keeps only some coefficients of the message. */
  extract(a: Ciphertext, positions: readonly number[]): ExtractedCiphertext;
  /** Switches an extracted result to a power-of-two modulus. @throws CkksError MODULUS_BITS_INVALID */
  truncate(a: ExtractedCiphertext, bits: number): ExtractedCiphertext;
}

/**
 * An evaluator with the keys it may use. Keys are copied into WebAssembly memory at first use and stay while they live.
 * @throws CkksError PARAMETERS_MISMATCH when a key belongs to other parameters
 * @example
 * const evaluator = createEvaluator(context, { relinearization, galois });
 * const y = evaluator.relinearizeRescale(evaluator.square(x));
 */
export function createEvaluator(context: Context, keys: EvaluationKeys = {}): Evaluator {
  const galois = indexGaloisKeys(context, keys.galois ?? []);
  if (keys.relinearization !== undefined) checkParameters(context, keys.relinearization, "relinearization");

  /** Loads the operands, computes, stores the results and frees everything. */
  function compute<T>(
    operands: readonly Ciphertext[],
    work: (...operands: Register[]) => T,
    store: (result: T) => Ciphertext[],
  ): Ciphertext[] {
    for (const operand of operands) checkParameters(context, operand, "ciphertext");
    const loaded = operands.map((operand) => loadRegister(context, operand));
    try {
      return store(work(...loaded));
    } finally {
      for (const register of loaded) freeRegister(context, register);
    }
  }

  function storeAndFree(result: Register): Ciphertext {
    const stored = storeRegister(context, result);
    freeRegister(context, result);
    return stored;
  }

  const one = (operands: readonly Ciphertext[], work: (...operands: Register[]) => Register): Ciphertext =>
    compute(operands, work, (result) => [storeAndFree(result)])[0]!;

  function rotateBy(a: Ciphertext, elements: readonly GaloisElement[]): readonly Ciphertext[] {
    const used = elements.map((element) => requireGaloisKey(galois, element));
    return compute(
      [a],
      (x) => registers.applyGalois(context, x!, used),
      (results) => results.map(storeAndFree),
    );
  }

  return Object.freeze({
    negate: (a) => one([a], (x) => registers.negate(context, x!)),
    add: (a, b) => one([a, b], (x, y) => registers.add(context, x!, y!)),
    subtract: (a, b) => one([a, b], (x, y) => registers.subtract(context, x!, y!)),
    addPlain: (a, b) => one([a], (x) => registers.addPlain(context, x!, b)),
    subtractPlain: (a, b) => one([a], (x) => registers.subtractPlain(context, x!, b)),
    addScalar: (a, value) => one([a], (x) => registers.addScalar(context, x!, value)),
    multiplyScalar: (a, value, scale = 1) =>
      one([a], (x) => registers.multiplyScalar(context, x!, value, toScale(scale))),
    multiplyPlain: (a, b) => one([a], (x) => registers.multiplyPlain(context, x!, b)),
    multiply: (a, b) => one([a, b], (x, y) => registers.multiply(context, x!, y!)),
    square: (a) => one([a], (x) => registers.square(context, x!)),
    innerProduct: (as, bs) => one(as, (...xs) => registers.innerProduct(context, xs, bs)),
    relinearize: (a) => one([a], (x) => registers.relinearize(context, x!, requireRelinearization(keys))),
    relinearizeRescale: (a) => one([a], (x) => registers.relinearizeRescale(context, x!, requireRelinearization(keys))),
    rescale: (a) => one([a], (x) => registers.rescale(context, x!)),
    dropLevel: (a, level) => one([a], (x) => registers.dropLevel(context, x!, level)),
    rotate: (a, steps) => rotateBy(a, [rotationElement(steps, context.parameters)])[0]!,
    rotateMany: (a, steps) =>
      rotateBy(
        a,
        steps.map((step) => rotationElement(step, context.parameters)),
      ),
    conjugate: (a) => rotateBy(a, [conjugationElement(context.parameters)])[0]!,
    addZero: (a, zero) => one([a], (x) => registers.addZero(context, x!, zero)),
    addFlooding: (a, positions, sd) => one([a], (x) => registers.addFlooding(context, x!, positions, sd)),
    extract(a, positions) {
      checkParameters(context, a, "ciphertext");
      const loaded = loadRegister(context, a);
      try {
        return registers.extract(context, loaded, positions);
      } finally {
        freeRegister(context, loaded);
      }
    },
    truncate: (a, bits) => truncate(context, a, bits),
  } satisfies Evaluator);
}

function indexGaloisKeys(context: Context, keys: readonly GaloisKey[]): ReadonlyMap<GaloisElement, GaloisKey> {
  for (const key of keys) checkParameters(context, key, "galois");
  return new Map(keys.map((key) => [key.element, key]));
}

function requireGaloisKey(keys: ReadonlyMap<GaloisElement, GaloisKey>, element: GaloisElement): GaloisKey {
  const key = keys.get(element);
  if (key === undefined) throw new CkksError("KEY_MISSING", `"galois" expected a key for element ${element}, got none`);
  return key;
}

function requireRelinearization(keys: EvaluationKeys): RelinearizationKey {
  if (keys.relinearization === undefined)
    throw new CkksError("KEY_MISSING", '"relinearization" expected a key, got none');
  return keys.relinearization;
}
