import type { Scope } from "../engine/engine.ts";
import type { Pointer } from "../engine/kernel-exports.ts";
import type { ModulusIndex, Ring } from "../engine/ring.ts";

/** A limb with the modulus that it belongs to. */
export interface IndexedLimb {
  readonly index: ModulusIndex;
  readonly at: Pointer;
}

/**
 * Divides a polynomial by the product D of some of its moduli and rounds to the nearest integer: rescaling (D the last
 * prime), the end of key switching (D = P) and both at once. `dropped` limbs are in NTT form and are overwritten; limb i
 * of the result, modulo prime i, goes to `out`.
 *
 * (x - [x]_D) / D with [x]_D centred: one inverse NTT a dropped limb, one forward NTT a kept one.
 */
export function divideAndRound(
  ring: Ring,
  scope: Scope,
  out: Pointer,
  kept: readonly IndexedLimb[],
  dropped: readonly IndexedLimb[],
): void {
  const { kernels, n } = ring;
  const group = dropped.map((limb) => limb.index);
  for (const { at, index } of dropped) kernels.intt(at, ring.record(index));
  const lift = prepareLift(ring, scope, dropped);
  const remainder = scope.allocate(ring.limbBytes);
  kept.forEach(({ at, index }, i) => {
    lift(remainder, index);
    kernels.ntt(remainder, ring.record(index));
    const inverse = ring.inverseOf(group, index);
    kernels.subMultiplyScalar(
      ring.limb(out, i),
      at,
      remainder,
      inverse.value,
      inverse.quotient,
      n,
      ring.modulus(index),
    );
  });
}

/**
 * How an integer known modulo a group of primes (coefficient form; the limbs are overwritten) is read, centred, modulo
 * another prime. Centred digits keep key switching free of the bias of slot 0 (rule 3 of the design).
 */
export function prepareLift(
  ring: Ring,
  scope: Scope,
  limbs: readonly IndexedLimb[],
): (out: Pointer, target: ModulusIndex) => void {
  const { kernels, n } = ring;
  const [first] = limbs;
  if (first !== undefined && limbs.length === 1) {
    const q = ring.modulus(first.index);
    return (out, target) => kernels.centredLift(out, first.at, n, q, ring.record(target));
  }
  const group = limbs.map((limb) => limb.index);
  for (const { at, index } of limbs) {
    const inverse = ring.inverseOf(
      group.filter((other) => other !== index),
      index,
    );
    kernels.multiplyScalar(at, at, inverse.value, inverse.quotient, n, ring.modulus(index));
  }
  const ys = scope.pointers(limbs.map((limb) => limb.at));
  return (out, target) => {
    const { constants } = ring.conversion(group, target);
    kernels.convertBasis(out, ys, constants, ring.floatInverses(group), group.length, n, ring.record(target));
  };
}
