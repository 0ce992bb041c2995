import { type Context, checkParameters } from "../engine/context.ts";
import type { Scope } from "../engine/engine.ts";
import type { KernelExports, Pointer } from "../engine/kernel-exports.ts";
import { CkksError } from "../errors.ts";
import type { GaloisKey } from "../values/keys.ts";
import { limbsAt } from "../values/level.ts";
import { checkSameScale, toScale } from "../values/scale.ts";
import { checkKeyLevel, checkParts, checkSameLevel } from "./checks.ts";
import { divideAndRound } from "./divide-and-round.ts";
import {
  addTimesP,
  allocateHalves,
  type Decomposition,
  decompose,
  digitsModulo,
  divisionsByP,
  multiplyByKey,
} from "./key-switch.ts";
import { allocateRegister, type Register } from "./register.ts";
import { lowerLevel } from "./rescale.ts";

/** One addend: a ciphertext under the automorphism of a key, or as it is. */
export interface RotatedTerm {
  readonly register: Register;
  readonly key: GaloisKey | null;
}

/**
 * The sum of ciphertexts, each under the automorphism of its key. Terms of one register share a decomposition of its c_1
 * (hoisting), and all terms share one division by P: automorphisms act on the sums that are still times P (Bossuat,
 * Mouchet, Troncoso-Pastoriza, Hubaux, eprint 2020/1203, section 4). With `rescale` that division takes the last prime along.
 * Against rotations one by one a sum of four at three limbs takes 20 transforms instead of 36. What needs no key is summed apart and
 * joins after the division, or times P before one that rescales.
 * @throws CkksError ARGUMENT_INVALID for no terms, PARTS_MISMATCH, LEVEL_MISMATCH, SCALE_MISMATCH, KEY_LEVEL, LEVEL_EXHAUSTED
 * @example registers.rotateSum(context, [{ register, key: null }, { register, key }], { rescale: false })
 */
export function rotateSum(
  context: Context,
  terms: readonly RotatedTerm[],
  { rescale }: { readonly rescale: boolean },
): Register {
  const first = checkTerms(context, terms);
  const { ring } = context;
  const level = rescale ? lowerLevel(first.level) : first.level;
  const scale = rescale ? toScale(first.scale / ring.modulus(first.level)) : first.scale;
  const out = allocateRegister(context, 2, level, scale);
  ring.engine.scoped((scope) => {
    const groups = groupsOf(context, scope, terms);
    const limbs = limbsAt(first.level);
    const switched = allocateHalves(context, scope, first.level);
    const plain = [0, 1].map(() => scope.allocate(limbs * ring.limbBytes));
    ring.parallel(switched[0].length, (position, kernels, scratch) => {
      const own = [switched[0][position]!, switched[1][position]!] as const;
      const sums = own.map(({ index, at }) => new LimbSum(context, kernels, index, at));
      for (const group of groups) addSwitched(context, kernels, scratch, group, sums);
      for (const sum of sums) sum.end();
      if (position >= limbs) return;
      plain.forEach((sum, p) => {
        addParts(context, kernels, groups, position, p, ring.limb(sum, position));
        if (rescale) addTimesP(context, kernels, own[p]!, ring.limb(sum, position));
      });
    });
    divideAndRound(ring, scope, divisionsByP(out.parts, switched, first.level, rescale ? 1 : 0), (kernels, p, i) => {
      const at = ring.limb(out.parts[p]!, i);
      if (!rescale) kernels.add(at, at, ring.limb(plain[p]!, i), ring.n, ring.modulus(i));
    });
  });
  return out;
}

function checkTerms(context: Context, terms: readonly RotatedTerm[]): Register {
  const first = terms[0]?.register;
  if (first === undefined) throw new CkksError("ARGUMENT_INVALID", '"terms" expected at least one, got none');
  for (const { register, key } of terms) {
    checkParts(register, 2);
    checkSameLevel(first, register);
    checkSameScale(first.scale, register.scale);
    if (key === null) continue;
    checkParameters(context, key, "galois");
    checkKeyLevel(register.level, key.key);
  }
  return first;
}

/** The terms of one register. */
interface TermGroup {
  readonly register: Register;
  readonly keys: readonly GaloisKey[];
  /** How often it is added as it is. */
  readonly plain: number;
  /** Of c_1, where there are keys. */
  readonly decomposition: Decomposition | null;
}

function groupsOf(context: Context, scope: Scope, terms: readonly RotatedTerm[]): readonly TermGroup[] {
  return [...new Set(terms.map(({ register }) => register))].map((register) => {
    const own = terms.filter((term) => term.register === register);
    const keys = own.flatMap(({ key }) => (key === null ? [] : [key]));
    const decomposition = keys.length === 0 ? null : decompose(context, scope, register.parts[1]!, register.level);
    return { register, keys, plain: own.length - keys.length, decomposition };
  });
}

/** A sum of limbs modulo one prime, at `at`. */
class LimbSum {
  readonly #context: Context;
  readonly #kernels: KernelExports;
  readonly index: number;
  readonly at: Pointer;
  #empty = true;

  constructor(context: Context, kernels: KernelExports, index: number, at: Pointer) {
    this.#context = context;
    this.#kernels = kernels;
    this.index = index;
    this.at = at;
  }

  add(limb: Pointer): void {
    const { ring } = this.#context;
    if (this.#empty) this.#kernels.copy(this.at, limb, ring.limbBytes);
    else this.#kernels.add(this.at, this.at, limb, ring.n, ring.modulus(this.index));
    this.#empty = false;
  }

  addPermuted(limb: Pointer, { element }: GaloisKey): void {
    const { ring } = this.#context;
    const table = ring.galoisTable(element);
    if (this.#empty) this.#kernels.permute(this.at, limb, table, ring.n);
    else this.#kernels.permuteAdd(this.at, limb, table, ring.n, ring.modulus(this.index));
    this.#empty = false;
  }

  /** A sum of nothing is zero. */
  end(): void {
    if (this.#empty) this.#kernels.wipe(this.at, this.#context.ring.limbBytes);
  }
}

/** The digits of one register times each of its keys, under its automorphism. */
function addSwitched(
  context: Context,
  kernels: KernelExports,
  scratch: Scope,
  { keys, decomposition }: TermGroup,
  sums: readonly LimbSum[],
): void {
  if (decomposition === null) return;
  const { index } = sums[0]!;
  const { limbBytes } = context.ring;
  const digits = digitsModulo(context, kernels, scratch, decomposition, index);
  const [body, mask] = [scratch.allocate(limbBytes), scratch.allocate(limbBytes)];
  for (const key of keys) {
    multiplyByKey(context, kernels, scratch, digits, key.key, { index, at: body }, mask);
    sums[0]!.addPermuted(body, key);
    sums[1]!.addPermuted(mask, key);
  }
}

/** What needs no key: c_0 under every automorphism, and both parts of terms as they are. */
function addParts(
  context: Context,
  kernels: KernelExports,
  groups: readonly TermGroup[],
  index: number,
  part: number,
  at: Pointer,
): void {
  const sum = new LimbSum(context, kernels, index, at);
  for (const { register, keys, plain } of groups) {
    const limb = context.ring.limb(register.parts[part]!, index);
    for (let k = 0; k < plain; k++) sum.add(limb);
    if (part === 0) for (const key of keys) sum.addPermuted(limb, key);
  }
  sum.end();
}
