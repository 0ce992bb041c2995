import type { Context } from "../engine/context.ts";
import type { ModulusIndex } from "../engine/ring.ts";
import { CkksError } from "../errors.ts";
import type { Parameters } from "../parameters/create-parameters.ts";
import { createPoly, type Poly, type Representation } from "../values/poly.ts";

/** Bits of a residue on the wire: the prime's own width. */
export const residueBits = (prime: number): number => 32 - Math.clz32(prime);

/** The primes of a parameter set by modulus index: ciphertext primes, then special ones. */
const primeAt = (parameters: Parameters, index: ModulusIndex): number =>
  parameters.primes[index] ?? parameters.specialPrimes[index - parameters.primes.length]!;

/** Bytes of `count` residues of each modulus, `count` a multiple of 8. */
export const limbsBytes = (parameters: Parameters, count: number, moduli: readonly ModulusIndex[]): number =>
  moduli.reduce((sum, index) => sum + (count / 8) * residueBits(primeAt(parameters, index)), 0);

/** Bytes of a polynomial with one limb per modulus. */
export const polyBytes = (parameters: Parameters, moduli: readonly ModulusIndex[]): number =>
  limbsBytes(parameters, parameters.ringDegree, moduli);

/**
 * Packs `count` residues of each modulus, limb after limb, into `region`. `residues` holds the limbs one after the other.
 * @throws CkksError ARGUMENT_INVALID when the number of residues is another
 */
export function writeLimbs(
  context: Context,
  region: Uint8Array,
  residues: Uint32Array,
  count: number,
  moduli: readonly ModulusIndex[],
): void {
  const { engine, kernels } = context.ring;
  if (residues.length !== count * moduli.length) {
    throw new CkksError(
      "ARGUMENT_INVALID",
      `"residues" expected ${count * moduli.length} words, got ${residues.length}`,
    );
  }
  engine.scoped((scope) => {
    const words = scope.load(residues);
    const packed = scope.allocate(region.length);
    let at = packed;
    moduli.forEach((index, limb) => {
      const bits = residueBits(context.ring.modulus(index));
      kernels.pack(at, words + 4 * limb * count, count, bits);
      at += (count / 8) * bits;
    });
    region.set(engine.u8.subarray(packed, packed + region.length));
  });
}

/**
 * Reverse of `writeLimbs`, with the checks that the kernels rely on ever after.
 * @param random - whether the limbs must be random-looking: a limb of zeros is refused, since modulo its prime the
 *   ciphertext hides nothing
 * @throws CkksError RESIDUE_OUT_OF_RANGE, CIPHERTEXT_TRANSPARENT
 */
export function readLimbs(
  context: Context,
  region: Uint8Array,
  count: number,
  moduli: readonly ModulusIndex[],
  random: boolean,
): Uint32Array<ArrayBuffer> {
  const { engine, kernels } = context.ring;
  return engine.scoped((scope) => {
    let at = scope.loadBytes(region);
    const words = scope.allocate(4 * count * moduli.length);
    moduli.forEach((index, limb) => {
      const q = context.ring.modulus(index);
      const out = words + 4 * limb * count;
      kernels.unpack(out, at, count, residueBits(q));
      if (kernels.allBelow(out, count, q) === 0) {
        throw new CkksError(
          "RESIDUE_OUT_OF_RANGE",
          `limb ${limb} of the frame expected residues below ${q}, got a larger one`,
        );
      }
      if (random && kernels.allZero(out, count) !== 0) throw transparent(`limb ${limb}`);
      at += (count / 8) * residueBits(q);
    });
    return engine.store(words, count * moduli.length);
  });
}

/** Packs a polynomial. `writePoly(context, frame.region(bytes), poly, moduli)` */
export function writePoly(
  context: Context,
  region: Uint8Array,
  poly: Poly<Representation>,
  moduli: readonly ModulusIndex[],
): void {
  writeLimbs(context, region, poly.residues, context.parameters.ringDegree, moduli);
}

/** Reads a polynomial. @throws as `readLimbs` */
export function readPoly<R extends Representation>(
  context: Context,
  region: Uint8Array,
  representation: R,
  moduli: readonly ModulusIndex[],
  random: boolean,
): Poly<R> {
  const residues = readLimbs(context, region, context.parameters.ringDegree, moduli, random);
  return createPoly(representation, moduli.length, residues);
}

/** CIPHERTEXT_TRANSPARENT for a place that must not be zero. */
export const transparent = (place: string): CkksError =>
  new CkksError("CIPHERTEXT_TRANSPARENT", `${place} of the frame expected random residues, got zeros alone`);
