import type { Context } from "../engine/context.ts";
import type { Scope } from "../engine/engine.ts";
import type { Pointer } from "../engine/kernel-exports.ts";
import type { ModulusIndex, Ring } from "../engine/ring.ts";
import { digitCount, type KeySwitchingKey } from "../values/keys.ts";
import { type Level, limbsAt } from "../values/level.ts";
import { divideAndRound, type IndexedLimb, prepareLift } from "./divide-and-round.ts";

/**
 * The digits of a polynomial over the level's primes and the special primes, NTT form. Digit d modulo modulus m is at
 * `limbs[d][position of m]`. One decomposition serves any number of keys: that is hoisting.
 */
export interface Decomposition {
  readonly level: Level;
  readonly indices: readonly ModulusIndex[];
  readonly limbs: readonly (readonly Pointer[])[];
}

/**
 * Decomposes a polynomial in NTT form into its RNS digits, centred, and extends each to all moduli. A digit's own primes
 * need no transform: there the digit is the polynomial itself. (limbs) inverse and (digits * moduli - limbs) forward NTTs.
 */
export function decompose(context: Context, scope: Scope, poly: Pointer, level: Level): Decomposition {
  const { ring, parameters } = context;
  const { kernels } = ring;
  const count = limbsAt(level);
  const alpha = parameters.specialPrimes.length;
  const indices = ring.extendedIndices(count);
  const limbs = Array.from({ length: digitCount(parameters, level) }, (_, d) => {
    const own = Array.from({ length: Math.min(alpha, count - d * alpha) }, (_, k) => {
      const index = d * alpha + k;
      const at = scope.allocate(ring.limbBytes);
      copyLimb(ring, at, ring.limb(poly, index));
      kernels.intt(at, ring.record(index));
      return { index, at };
    });
    const lift = prepareLift(ring, scope, own);
    return indices.map((index) => {
      if (index < count && Math.floor(index / alpha) === d) return ring.limb(poly, index);
      const at = scope.allocate(ring.limbBytes);
      lift(at, index);
      kernels.ntt(at, ring.record(index));
      return at;
    });
  });
  return { level, indices, limbs };
}

/** The two sums of digits times key, NTT form, over the level's primes and the special primes: still times P. */
export interface SwitchedSums {
  readonly level: Level;
  readonly body: readonly IndexedLimb[];
  readonly mask: readonly IndexedLimb[];
}

/** Multiplies digits with a key, whose level `checkKeyLevel` has compared, and sums. */
export function multiplyDigits(
  context: Context,
  scope: Scope,
  digits: Decomposition,
  key: KeySwitchingKey,
): SwitchedSums {
  const sum = (halves: KeySwitchingKey["bodies"]): readonly IndexedLimb[] => {
    const bases = halves.slice(0, digits.limbs.length).map((half) => context.ring.engine.resident(half.residues));
    return digits.indices.map((index, position) => {
      const at = scope.allocate(context.ring.limbBytes);
      const limb = limbInKey(context.ring, index, key.level);
      const as = scope.pointers(digits.limbs.map((digit) => digit[position]!));
      const bs = scope.pointers(bases.map((base) => context.ring.limb(base, limb)));
      context.ring.kernels.innerProduct(at, as, bs, bases.length, context.ring.n, context.ring.record(index));
      return { index, at };
    });
  };
  return { level: digits.level, body: sum(key.bodies), mask: sum(key.masks) };
}

/** Divides one of the sums by P, and by the last ciphertext prime too where `dropPrimes` is 1; limbs go to `out`. */
export function divideByP(
  context: Context,
  scope: Scope,
  out: Pointer,
  sums: readonly IndexedLimb[],
  level: Level,
  dropPrimes: 0 | 1 = 0,
): void {
  const kept = limbsAt(level) - dropPrimes;
  divideAndRound(context.ring, scope, out, sums.slice(0, kept), sums.slice(kept));
}

/** Special primes follow the key's own level, which may be above the operand's. */
function limbInKey(ring: Ring, index: ModulusIndex, keyLevel: Level): number {
  const firstSpecial = ring.parameters.primes.length;
  return index < firstSpecial ? index : limbsAt(keyLevel) + index - firstSpecial;
}

/** Copies one limb within memory. */
export function copyLimb(ring: Ring, to: Pointer, from: Pointer): void {
  ring.engine.u32.copyWithin(to / 4, from / 4, from / 4 + ring.n);
}
