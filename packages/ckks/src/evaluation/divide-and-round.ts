import type { Scope } from "../engine/engine.ts";
import type { KernelExports, Pointer } from "../engine/kernel-exports.ts";
import type { ModulusIndex, Ring } from "../engine/ring.ts";

/** A limb with the modulus that it belongs to. */
export interface IndexedLimb {
  readonly index: ModulusIndex;
  readonly at: Pointer;
}

/** A limb that leaves NTT form: in place, or from a copy of `from`. */
export interface OpenedLimb extends IndexedLimb {
  readonly from?: Pointer;
}

/** A polynomial that is divided by the product of some of its moduli: those that stay, and those that go. */
export interface Division {
  /** Limb i of the result, modulo the i-th prime kept. */
  readonly out: Pointer;
  readonly kept: readonly IndexedLimb[];
  /** In NTT form; overwritten. */
  readonly dropped: readonly OpenedLimb[];
}

/**
 * Divides polynomials by the product D of some of their moduli and rounds to the nearest integer: rescaling (D the last
 * prime), the end of key switching (D = P) and both at once.
 *
 * (x - [x]_D) / D with [x]_D centred: one inverse NTT a dropped limb, one forward NTT a kept one.
 * @param finish - what else happens to limb i of a result, on the thread that made it
 */
export function divideAndRound(
  ring: Ring,
  scope: Scope,
  divisions: readonly Division[],
  finish: (kernels: KernelExports, division: number, i: number) => void = () => {},
): void {
  openGroups(
    ring,
    divisions.map(({ dropped }) => dropped),
  );
  const lifts = divisions.map(({ dropped }) => prepareLift(ring, scope, dropped));
  const tasks = divisions.flatMap(({ kept }, d) => kept.map((limb, i) => ({ limb, d, i })));
  ring.parallel(tasks.length, (t, kernels, scratch) => {
    const { limb, d, i } = tasks[t]!;
    const { at, index } = limb;
    const { out, dropped } = divisions[d]!;
    const remainder = scratch.allocate(ring.limbBytes);
    lifts[d]!(kernels, remainder, index);
    kernels.ntt(remainder, ring.record(index));
    const group = dropped.map((limb) => limb.index);
    const { value, quotient } = ring.inverseOf(group, index);
    kernels.subMultiplyScalar(ring.limb(out, i), at, remainder, value, quotient, ring.n, ring.modulus(index));
    finish(kernels, d, i);
  });
}

/** Takes the limbs of groups of moduli to coefficient form, ready for `prepareLift`. */
export function openGroups(ring: Ring, groups: readonly (readonly OpenedLimb[])[]): void {
  const limbs = groups.flatMap((group) => group.map((limb) => ({ limb, group })));
  ring.parallel(limbs.length, (t, kernels) => {
    const { limb, group } = limbs[t]!;
    const { at, index, from } = limb;
    if (from !== undefined) kernels.copy(at, from, ring.limbBytes);
    kernels.intt(at, ring.record(index));
    if (group.length === 1) return;
    const others = group.map((other) => other.index).filter((other) => other !== index);
    const { value, quotient } = ring.inverseOf(others, index);
    kernels.multiplyScalar(at, at, value, quotient, ring.n, ring.modulus(index));
  });
}

/** Reads an integer modulo another prime: `out` gets its coefficients. */
export type Lift = (kernels: KernelExports, out: Pointer, target: ModulusIndex) => void;

/**
 * How an integer known modulo a group of primes, opened by `openGroups`, is read, centred, modulo another prime. Centred digits
 * keep key switching free of the bias of slot 0 (rule 3 of the design).
 */
export function prepareLift(ring: Ring, scope: Scope, limbs: readonly IndexedLimb[]): Lift {
  const { n } = ring;
  const [first] = limbs;
  if (first !== undefined && limbs.length === 1) {
    const q = ring.modulus(first.index);
    return (kernels, out, target) => kernels.centredLift(out, first.at, n, q, ring.record(target));
  }
  const group = limbs.map((limb) => limb.index);
  const ys = scope.pointers(limbs.map((limb) => limb.at));
  return (kernels, out, target) => {
    const { constants } = ring.conversion(group, target);
    kernels.convertBasis(out, ys, constants, ring.floatInverses(group), group.length, n, ring.record(target));
  };
}
