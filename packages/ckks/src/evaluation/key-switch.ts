import type { Context } from "../engine/context.ts";
import type { Scope } from "../engine/engine.ts";
import type { KernelExports, Pointer } from "../engine/kernel-exports.ts";
import type { ModulusIndex, Ring } from "../engine/ring.ts";
import { digitCount, type KeySwitchingKey } from "../values/keys.ts";
import { type Level, limbsAt } from "../values/level.ts";
import type { Poly } from "../values/poly.ts";
import { type Division, type IndexedLimb, type Lift, openGroups, prepareLift } from "./divide-and-round.ts";

/**
 * The RNS digits of a polynomial in NTT form, each known modulo its own primes and ready to be read modulo any other. One
 * decomposition serves any number of keys: that is hoisting.
 */
export interface Decomposition {
  readonly level: Level;
  /** The polynomial: a digit modulo its own primes. */
  readonly poly: Pointer;
  readonly lifts: readonly Lift[];
}

/** Takes a polynomial apart: an inverse NTT a limb. */
export function decompose(context: Context, scope: Scope, poly: Pointer, level: Level): Decomposition {
  const { ring, parameters } = context;
  const count = limbsAt(level);
  const alpha = parameters.specialPrimes.length;
  const digits = Array.from({ length: digitCount(parameters, level) }, (_, d) =>
    Array.from({ length: Math.min(alpha, count - d * alpha) }, (_, k) => {
      const index = d * alpha + k;
      return { index, at: scope.allocate(ring.limbBytes), from: ring.limb(poly, index) };
    }),
  );
  openGroups(ring, digits);
  return { level, poly, lifts: digits.map((digit) => prepareLift(ring, scope, digit)) };
}

/**
 * All digits modulo one modulus, centred, NTT form. A digit's own primes need no transform, there the digit is the polynomial
 * itself: over all moduli of a level (digits * moduli - limbs) forward NTTs.
 */
export function digitsModulo(
  { ring, parameters }: Context,
  kernels: KernelExports,
  scope: Scope,
  { level, poly, lifts }: Decomposition,
  index: ModulusIndex,
): readonly Pointer[] {
  const own = index < limbsAt(level) ? Math.floor(index / parameters.specialPrimes.length) : undefined;
  return lifts.map((lift, d) => {
    if (d === own) return ring.limb(poly, index);
    const at = scope.allocate(ring.limbBytes);
    lift(kernels, at, index);
    kernels.ntt(at, ring.record(index));
    return at;
  });
}

/** The two halves of a polynomial pair over a level's primes and the special primes: what key switching sums up, times P. */
export type Halves = readonly [body: readonly IndexedLimb[], mask: readonly IndexedLimb[]];

/** Uninitialised halves. */
export function allocateHalves({ ring }: Context, scope: Scope, level: Level): Halves {
  const half = (): readonly IndexedLimb[] =>
    ring.extendedIndices(limbsAt(level)).map((index) => ({ index, at: scope.allocate(ring.limbBytes) }));
  return [half(), half()];
}

/** What the kernel sums before it reduces. */
const MOST_DIGITS = 16;

/** Digits modulo one modulus times both halves of a key, whose level `checkKeyLevel` has compared: to `body` and `mask`. */
export function multiplyByKey(
  { ring }: Context,
  kernels: KernelExports,
  scratch: Scope,
  digits: readonly Pointer[],
  key: KeySwitchingKey,
  { index, at: body }: IndexedLimb,
  mask: Pointer,
): void {
  const { n } = ring;
  const m = ring.record(index);
  for (let from = 0; from < digits.length; from += MOST_DIGITS) {
    const some = digits.slice(from, from + MOST_DIGITS);
    const halves = (polys: KeySwitchingKey["bodies"]): Pointer =>
      scratch.pointers(some.map((_, k) => limbOfKey(ring, polys[from + k]!, key.level, index)));
    const [as, bs, cs] = [scratch.pointers(some), halves(key.bodies), halves(key.masks)];
    if (from === 0) {
      kernels.innerProductPair(body, mask, as, bs, cs, some.length, n, m);
      continue;
    }
    const [moreBody, moreMask] = [scratch.allocate(ring.limbBytes), scratch.allocate(ring.limbBytes)];
    kernels.innerProductPair(moreBody, moreMask, as, bs, cs, some.length, n, m);
    kernels.add(body, body, moreBody, n, ring.modulus(index));
    kernels.add(mask, mask, moreMask, n, ring.modulus(index));
  }
}

/**
 * One limb of a polynomial of a key, which stays in memory times 2^32: the kernel's reduction divides by it. Special primes follow the key's
 * own level, which may be above the operand's.
 */
function limbOfKey(ring: Ring, poly: Poly<"ntt">, keyLevel: Level, index: ModulusIndex): Pointer {
  const limbs = limbsAt(keyLevel);
  const resident = ring.engine.resident(poly.residues, (copy) => {
    ring.extendedIndices(limbs).forEach((modulus, i) => {
      const q = ring.modulus(modulus);
      const { value, quotient } = ring.fixed(2 ** 32 % q, modulus);
      ring.kernels.multiplyScalar(ring.limb(copy, i), ring.limb(copy, i), value, quotient, ring.n, q);
    });
  });
  const firstSpecial = ring.parameters.primes.length;
  return ring.limb(resident, index < firstSpecial ? index : limbs + index - firstSpecial);
}

/** half += P * part modulo one ciphertext prime; modulo P itself the addend is zero. */
export function addTimesP(
  { ring, parameters }: Context,
  kernels: KernelExports,
  half: IndexedLimb,
  part: Pointer,
): void {
  const { index, at } = half;
  const special = parameters.specialPrimes.map((_, k) => ring.specialIndex(k));
  const { value, quotient } = ring.productOf(special, index);
  kernels.multiplyScalarAdd(at, part, value, quotient, ring.n, ring.modulus(index));
}

/** The division of halves by P, and by as many of the last ciphertext primes. */
export function divisionsByP(
  outs: readonly Pointer[],
  halves: Halves,
  level: Level,
  dropPrimes = 0,
): readonly Division[] {
  const kept = limbsAt(level) - dropPrimes;
  return halves.map((half, p) => ({ out: outs[p]!, kept: half.slice(0, kept), dropped: half.slice(kept) }));
}

/** Copies one limb within memory. */
export function copyLimb(ring: Ring, to: Pointer, from: Pointer): void {
  ring.kernels.copy(to, from, ring.limbBytes);
}
