import { type Context, checkParameters } from "../engine/context.ts";
import type { Scope } from "../engine/engine.ts";
import type { Pointer } from "../engine/kernel-exports.ts";
import type { Ring } from "../engine/ring.ts";
import { sampleSecret, smallToNtt } from "../random/sample-secret.ts";
import { freshSecretSeed, type SecretSeed } from "../random/seeds.ts";
import { secretStreamKey } from "../random/streams.ts";
import { createExtracted, type ExtractedCiphertext, type Positions, positionCount } from "../values/ciphertext.ts";
import type { PublicKey } from "../values/keys.ts";
import { type Level, limbsAt, toLevel } from "../values/level.ts";
import type { Plaintext } from "../values/plaintext.ts";
import { createPoly } from "../values/poly.ts";
import { checkSameScale, toScale } from "../values/scale.ts";
import { checkFloodingFits, floodingShape } from "./add-flooding.ts";
import { checkSameLevel } from "./checks.ts";
import { checkPositions } from "./extract.ts";
import { copyLimb } from "./key-switch.ts";
import type { Register } from "./register.ts";
import { lowerLevel } from "./rescale.ts";
import { truncatedScale, truncateLimbs } from "./truncate.ts";

/** What leaves a protected result, and how. */
export interface ProtectOptions {
  /** Coefficients of the message that leave. */
  readonly positions: Positions;
  /** Standard deviation of the flooding, in the scaled integers of the operand; from public bounds only (A7). */
  readonly floodingDeviation: number;
  /** Level of the result, at most that of the operand. */
  readonly outputLevel: number;
  /** The result is truncated to modulus 2^modulusBits, as `truncate` does; null leaves residues. */
  readonly modulusBits: number | null;
  /**
   * The operand is divided by its last prime first, as `rescale` does, and has `addend` added, in NTT form at the level below: with the masks
   * in one, a transform less for each limb that stays.
   */
  readonly rescale?: { readonly addend: Plaintext | null };
  /** What tells this computation from any other, such as the digest of the request: should the random source repeat (a
   * cloned machine), different computations still get different masks (B3). */
  readonly hedge: Uint8Array;
}

/**
 * Masks and floods a result and takes the coefficients that leave, in one step and in the order of finding A4: at the
 * operand's level add v (p_0, p_1) + (e_0, e_1), for three parts v (p_0, p_1, 0) + v' (0, p_0, p_1) + (e_0, e_1, e_2), an
 * encryption of zero that exists nowhere else (A5), and the flooding; only then drop primes and truncate. It is `prepareZero`, `addZero`, `addFlooding`, `rescale`, `extract` and `truncate` in
 * one, without the transforms and copies between them: errors, flooding and dropping are done in coefficient form, those of
 * c_0 where a coefficient leaves. For one limb that is 3 transforms instead of 6.
 *
 * @throws CkksError PARAMETERS_MISMATCH, LEVEL_INVALID, POSITIONS_INVALID, FLOODING_INVALID, SCALE_INVALID,
 * MODULUS_BITS_INVALID, RANDOMNESS_UNAVAILABLE
 * @example registers.protect(context, logit, key, { positions: [15], floodingDeviation: 2 ** 13, outputLevel: 0, modulusBits: 24, hedge })
 */
export function protect(
  context: Context,
  operand: Register,
  publicKey: PublicKey,
  options: ProtectOptions,
): ExtractedCiphertext {
  const a = maskedShape(context, operand, options);
  checkParameters(context, publicKey, "publicKey");
  if (options.positions !== "all") checkPositions(context, options.positions);
  toLevel(a.level, publicKey.level);
  const level = toLevel(options.outputLevel, a.level);
  checkFloodingFits(context, limbsAt(a.level), floodingShape(options.floodingDeviation));
  const { ring, parameters } = context;
  const { positions, modulusBits } = options;
  const dropped = parameters.primes.slice(level + 1, a.level + 1).reduce((product, q) => product * q, 1);
  const rescaled = toScale(a.scale / dropped);
  const scale = modulusBits === null ? rescaled : truncatedScale(parameters, level, rescaled, modulusBits);
  const secretSeed = freshSecretSeed(publicKey.seed, options.hedge);
  return ring.engine.scopedSecret((scope) => {
    const [first, ...rest] = addMasks(context, scope, operand, a.level, publicKey, options, secretSeed) as [
      Pointer,
      ...Pointer[],
    ];
    const whole = (at: Pointer): Coefficients => ({ at, count: ring.n });
    const released = positions === "all" ? whole(first) : gather(context, scope, first, a.level, positions);
    const parts = [released, ...rest.map(whole)];
    parts.forEach((part, index) => {
      // Flooding this wide is an error distribution itself: what a binomial of deviation 3.24 would add to it is not 10^-4
      // of its variance.
      const drowned = index === 0 && options.floodingDeviation >= 2 ** 8;
      if (!drowned) addError(context, scope, part, a.level, index, secretSeed);
    });
    addWide(context, scope, released, a.level, options.floodingDeviation, secretSeed);
    secretSeed.fill(0);
    for (const part of parts) dropPrimes(context, scope, part, a.level, level);
    const values = positionCount(positions, parameters);
    const body =
      modulusBits === null
        ? storeResidues(context, parts, level, values)
        : storeTruncated(context, scope, parts, level, values, modulusBits);
    return createExtracted({ parameters, level, scale, positions, body });
  });
}

/** Level and scale of what is masked. @throws CkksError LEVEL_EXHAUSTED, LEVEL_MISMATCH, SCALE_MISMATCH, PARAMETERS_MISMATCH */
function maskedShape(
  context: Context,
  operand: Register,
  { rescale }: ProtectOptions,
): Pick<Register, "level" | "scale"> {
  if (rescale === undefined) return operand;
  const level = lowerLevel(operand.level);
  const scale = toScale(operand.scale / context.ring.modulus(operand.level));
  const { addend } = rescale;
  if (addend !== null) {
    checkParameters(context, addend, "addend");
    checkSameLevel({ level }, addend);
    checkSameScale(scale, addend.scale);
  }
  return { level, scale };
}

/** Coefficients in memory: limb i at `at + 4 * count * i`. `count` is a multiple of 8, as the kernels need it. */
interface Coefficients {
  readonly at: Pointer;
  readonly count: number;
}

const limbOf = ({ at, count }: Coefficients, index: number): Pointer => at + 4 * count * index;

/** a plus the masked key, in coefficient form: as many polynomials of the operand's limbs as it has parts. */
function addMasks(
  { ring }: Context,
  scope: Scope,
  a: Register,
  level: Level,
  publicKey: PublicKey,
  { rescale }: ProtectOptions,
  seed: SecretSeed,
): readonly Pointer[] {
  const { kernels, n } = ring;
  const limbs = limbsAt(level);
  const dropped = rescale === undefined ? null : openLastLimbs(ring, scope, a);
  const addend = rescale?.addend ? ring.engine.resident(rescale.addend.poly.residues) : null;
  const smalls = a.parts.slice(1).map((_, k) => sampleSecret(ring, scope, "ternary", "mask", k, seed));
  const masks = smalls.map(() => scope.allocate(ring.limbBytes));
  const halves = [publicKey.p0, publicKey.p1].map((half) => scope.load(half.residues.subarray(0, limbs * n)));
  const out = a.parts.map(() => scope.allocate(limbs * ring.limbBytes));
  for (let i = 0; i < limbs; i++) {
    masks.forEach((mask, k) => {
      smallToNtt(ring, mask, smalls[k]!, i);
    });
    out.forEach((part, p) => {
      const at = ring.limb(part, i);
      if (dropped === null) copyLimb(ring, at, ring.limb(a.parts[p]!, i));
      else dropped.divide(at, ring.limb(a.parts[p]!, i), i);
      if (p === 0 && addend !== null) kernels.add(at, at, ring.limb(addend, i), n, ring.modulus(i));
      // Part p gets v_p p_0 and v_(p-1) p_1, where there is such a mask.
      halves.forEach((half, h) => {
        const mask = masks[p - h];
        if (mask !== undefined) kernels.multiplyAdd(at, ring.limb(half, i), mask, n, ring.record(i));
      });
      kernels.intt(at, ring.record(i));
      dropped?.takeAway(at, p, i);
    });
  }
  return out;
}

/** The last limb of every part in coefficient form, for a division in two steps: (x - [x]) / q = x / q - [x] / q, of which the second acts there. */
function openLastLimbs(ring: Ring, scope: Scope, { parts, level }: Register) {
  const { kernels, n } = ring;
  const last = level as number;
  const remainder = scope.allocate(ring.limbBytes);
  const opened = parts.map((part) => {
    const at = scope.allocate(ring.limbBytes);
    kernels.copy(at, ring.limb(part, last), ring.limbBytes);
    kernels.intt(at, ring.record(last));
    return at;
  });
  return {
    divide(out: Pointer, limb: Pointer, i: number): void {
      const { value, quotient } = ring.inverseOf([last], i);
      kernels.multiplyScalar(out, limb, value, quotient, n, ring.modulus(i));
    },
    takeAway(at: Pointer, part: number, i: number): void {
      const q = ring.modulus(i);
      const { value, quotient } = ring.fixed(q - ring.inverseOf([last], i).value, i);
      kernels.centredLift(remainder, opened[part]!, n, ring.modulus(last), ring.record(i));
      kernels.multiplyScalarAdd(at, remainder, value, quotient, n, q);
    },
  };
}

/** The coefficients at the positions, padded with zeros. */
function gather(
  { ring }: Context,
  scope: Scope,
  poly: Pointer,
  level: Level,
  positions: readonly number[],
): Coefficients {
  const limbs = limbsAt(level);
  const count = Math.ceil(positions.length / 8) * 8;
  const at = scope.allocate(4 * limbs * count);
  const words = ring.engine.u32.fill(0, at / 4, at / 4 + limbs * count);
  for (let i = 0; i < limbs; i++) {
    positions.forEach((position, k) => {
      words[at / 4 + i * count + k] = words[ring.limb(poly, i) / 4 + position]!;
    });
  }
  return { at, count };
}

/** Adds the binomial error e_index. */
function addError(
  { ring }: Context,
  scope: Scope,
  to: Coefficients,
  level: Level,
  index: number,
  seed: SecretSeed,
): void {
  const { kernels } = ring;
  const { count } = to;
  const error = scope.allocate(4 * count);
  const residues = scope.allocate(4 * count);
  kernels.sampleBinomial(error, scope.loadBytes(secretStreamKey("error", index, seed)), count);
  for (let i = 0; i < limbsAt(level); i++) {
    kernels.signedToResidues(residues, error, count, ring.modulus(i));
    kernels.add(limbOf(to, i), limbOf(to, i), residues, count, ring.modulus(i));
  }
}

/** Adds the flooding. */
function addWide(
  { ring }: Context,
  scope: Scope,
  to: Coefficients,
  level: Level,
  deviation: number,
  seed: SecretSeed,
): void {
  const { kernels } = ring;
  const { count } = to;
  const { bits, coins } = floodingShape(deviation);
  const pairs = scope.allocate(16 * count);
  const residues = scope.allocate(4 * count);
  kernels.sampleWide(pairs, scope.loadBytes(secretStreamKey("flooding", 0, seed)), count, bits, coins);
  for (let i = 0; i < limbsAt(level); i++) {
    kernels.wideToResidues(residues, pairs, count, ring.record(i));
    kernels.add(limbOf(to, i), limbOf(to, i), residues, count, ring.modulus(i));
  }
}

/** Divides by the primes above level `to` and rounds, one prime after the other, in place. */
function dropPrimes({ ring }: Context, scope: Scope, part: Coefficients, from: Level, to: Level): void {
  const { kernels } = ring;
  const { count } = part;
  const remainder = scope.allocate(4 * count);
  for (let last: number = from; last > to; last--) {
    for (let i = 0; i < last; i++) {
      const at = limbOf(part, i);
      const { value, quotient } = ring.inverseOf([last], i);
      kernels.centredLift(remainder, limbOf(part, last), count, ring.modulus(last), ring.record(i));
      kernels.subMultiplyScalar(at, at, remainder, value, quotient, count, ring.modulus(i));
    }
  }
}

/** Copies the result out: of the first part the coefficients that leave, the others whole. */
function storeResidues(
  { ring }: Context,
  [released, ...whole]: readonly Coefficients[],
  level: Level,
  values: number,
): ExtractedCiphertext["body"] {
  const { engine, n } = ring;
  const limbs = limbsAt(level);
  const constants = new Uint32Array(limbs * values);
  for (let i = 0; i < limbs; i++) constants.set(engine.store(limbOf(released!, i), values), i * values);
  const masks = whole.map(({ at }) => createPoly("coefficients", limbs, engine.store(at, limbs * n)));
  return Object.freeze({ kind: "residues", constants, masks: Object.freeze(masks) });
}

/** The same, rounded to the modulus 2^modulusBits on the way. */
function storeTruncated(
  context: Context,
  scope: Scope,
  parts: readonly Coefficients[],
  level: Level,
  values: number,
  modulusBits: number,
): ExtractedCiphertext["body"] {
  const [constants, ...masks] = parts.map(({ at, count }) =>
    truncateLimbs(context, scope, at, level, count, modulusBits),
  ) as [Float64Array<ArrayBuffer>, ...Float64Array<ArrayBuffer>[]];
  const kept = constants.length === values ? constants : constants.slice(0, values);
  return Object.freeze({ kind: "truncated", modulusBits, constants: kept, masks: Object.freeze(masks) });
}
