import type { Context } from "../engine/context.ts";
import type { ModulusIndex } from "../engine/ring.ts";
import { CkksError } from "../errors.ts";
import type { Parameters } from "../parameters/create-parameters.ts";
import { ciphertextModuli, expandUniform } from "../random/expand-uniform.ts";
import type { PublicSeed } from "../random/seeds.ts";
import type { UniformPurpose } from "../random/streams.ts";
import { digitCount, type KeySwitchingKey } from "../values/keys.ts";
import { type Level, limbsAt } from "../values/level.ts";
import { SEED_BYTES } from "./frame-header.ts";
import type { FrameReader } from "./frame-reader.ts";
import type { FrameWriter } from "./frame-writer.ts";
import { polyBytes, readPoly, writePoly } from "./poly-bytes.ts";

/** Bytes of a body: the seed, and one polynomial a digit over the level's primes and the special ones. */
export const keySwitchingBodyBytes = (parameters: Parameters, level: Level): number =>
  SEED_BYTES + digitCount(parameters, level) * polyBytes(parameters, keyModuli(parameters, level));

/** Writes the seed and the bodies, digit by digit. */
export function writeKeySwitchingBody(frame: FrameWriter, context: Context, key: KeySwitchingKey): void {
  const moduli = keyModuli(context.parameters, key.level);
  const bytes = polyBytes(context.parameters, moduli);
  frame.bytes(key.seed);
  for (const body of key.bodies) writePoly(context, frame.region(bytes), body, moduli);
}

/** Reads a body of a known level, once `checkBody` of the frame has passed. @throws CkksError RESIDUE_OUT_OF_RANGE */
export function readKeySwitchingBody(
  frame: FrameReader,
  context: Context,
  purpose: UniformPurpose,
  level: Level,
): KeySwitchingKey {
  const { parameters } = context;
  const moduli = keyModuli(parameters, level);
  const bytes = polyBytes(parameters, moduli);
  const seed = frame.copy(SEED_BYTES) as PublicSeed;
  const digits = Array.from({ length: digitCount(parameters, level) }, (_, digit) => digit);
  const bodies = digits.map(() => readPoly(context, frame.view(bytes), "ntt", moduli, false));
  const masks = digits.map((digit) => expandUniform(context, purpose, digit, seed, moduli));
  return Object.freeze({ level, seed, bodies: Object.freeze(bodies), masks: Object.freeze(masks) });
}

/** @throws CkksError KEY_MISSING for parameters without special primes, which have no evaluation keys */
export function checkSpecialPrimes(parameters: Parameters): void {
  if (parameters.specialPrimes.length === 0) {
    throw new CkksError("KEY_MISSING", '"parameters" expected special primes for key switching, got none');
  }
}

const keyModuli = (parameters: Parameters, level: Level): readonly ModulusIndex[] => [
  ...ciphertextModuli(limbsAt(level)),
  ...parameters.specialPrimes.map((_, k) => parameters.primes.length + k),
];
