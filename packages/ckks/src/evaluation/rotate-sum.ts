import { type Context, checkParameters } from "../engine/context.ts";
import type { Scope } from "../engine/engine.ts";
import type { KernelExports, Pointer } from "../engine/kernel-exports.ts";
import { CkksError } from "../errors.ts";
import type { GaloisKey } from "../values/keys.ts";
import { type Level, limbsAt } from "../values/level.ts";
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
  type Halves,
  multiplyByKey,
} from "./key-switch.ts";
import { allocateRegister, type Register } from "./register.ts";
import { lowerLevel } from "./rescale.ts";

/** One addend: a ciphertext under the automorphism of a key, or as it is. */
export interface RotatedTerm {
  readonly register: Register;
  readonly key: GaloisKey | null;
}

/** How a sum ends, and what follows it. */
export interface RotateSumOptions {
  /** Whether the last sum is divided by the last prime too. */
  readonly rescale: boolean;
  /** Further sums, each of the one before under these automorphisms, null for it as it is. By default none. */
  readonly further?: readonly (readonly (GaloisKey | null)[])[];
}

/**
 * The sum of ciphertexts, each under the automorphism of its key. Terms of one register share a decomposition of its c_1
 * (hoisting), and all terms share one division by P: automorphisms act on the sums that are still times P (Bossuat,
 * Mouchet, Troncoso-Pastoriza, Hubaux, eprint 2020/1203, section 4). With `rescale` that division takes the last prime along.
 * Against rotations one by one a sum of four at three limbs takes 20 transforms instead of 36. What needs no key is summed apart and
 * joins after the division, or times P before one that rescales. Between sums that follow each other only the second half is divided: the
 * first is not taken apart, and stays times P.
 * @throws CkksError ARGUMENT_INVALID for no terms, PARTS_MISMATCH, LEVEL_MISMATCH, SCALE_MISMATCH, KEY_LEVEL, LEVEL_EXHAUSTED
 * @example registers.rotateSum(context, [{ register, key: null }, { register, key }], { rescale: false })
 */
export function rotateSum(
  context: Context,
  terms: readonly RotatedTerm[],
  { rescale, further = [] }: RotateSumOptions,
): Register {
  const first = checkTerms(context, terms);
  for (const keys of further) checkKeys(context, first, keys);
  const { ring } = context;
  const level = rescale ? lowerLevel(first.level) : first.level;
  const scale = rescale ? toScale(first.scale / ring.modulus(first.level)) : first.scale;
  const out = allocateRegister(context, 2, level, scale);
  ring.engine.scoped((scope) => {
    let sums = sumTerms(context, scope, first.level, groupsOf(context, scope, terms), rescale && further.length === 0);
    further.forEach((keys, k) => {
      sums = sumAgain(context, scope, first.level, sums, keys, rescale && k === further.length - 1);
    });
    const divisions = divisionsByP(out.parts, sums.switched, first.level, rescale ? 1 : 0);
    divideAndRound(ring, scope, divisions, (kernels, p, i) => {
      const [at, plain] = [ring.limb(out.parts[p]!, i), sums.plain[p]!];
      if (!rescale && plain !== null) kernels.add(at, at, ring.limb(plain, i), ring.n, ring.modulus(i));
    });
  });
  return out;
}

/** A pair on its way: (switched / P + plain), where the plain halves are null for nothing, or are in the switched ones already. */
interface Sums {
  readonly switched: Halves;
  readonly plain: readonly [body: Pointer | null, mask: Pointer | null];
}

/** The sum of terms. `timesP` puts what needs no key among what is divided. */
function sumTerms(context: Context, scope: Scope, level: Level, groups: readonly TermGroup[], timesP: boolean): Sums {
  const { ring } = context;
  const limbs = limbsAt(level);
  const switched = allocateHalves(context, scope, level);
  const plain = [groups.some(({ plain, keys }) => plain + keys.length > 0), groups.some(({ plain }) => plain > 0)].map(
    (any) => (any ? scope.allocate(limbs * ring.limbBytes) : null),
  ) as [Pointer | null, Pointer | null];
  ring.parallel(switched[0].length, (position, kernels, scratch) => {
    const own = [switched[0][position]!, switched[1][position]!] as const;
    const sums = own.map(({ index, at }) => new LimbSum(context, kernels, index, at));
    for (const { keys, decomposition } of groups) {
      if (decomposition !== null) addSwitched(context, kernels, scratch, keys, decomposition, sums, null);
    }
    for (const sum of sums) sum.end();
    if (position >= limbs) return;
    plain.forEach((sum, p) => {
      if (sum === null) return;
      addParts(context, kernels, groups, position, p, ring.limb(sum, position));
      if (timesP) addTimesP(context, kernels, own[p]!, ring.limb(sum, position));
    });
  });
  return { switched, plain };
}

/** The sum of a sum under automorphisms: its first half still times P, its second divided and taken apart. */
function sumAgain(
  context: Context,
  scope: Scope,
  level: Level,
  { switched: before, plain: [plainBody, plainMask] }: Sums,
  keys: readonly (GaloisKey | null)[],
  timesP: boolean,
): Sums {
  const { ring } = context;
  const limbs = limbsAt(level);
  const mask = scope.allocate(limbs * ring.limbBytes);
  const [, division] = divisionsByP([mask, mask], before, level);
  divideAndRound(ring, scope, [division!], (kernels, _, i) => {
    const at = ring.limb(mask, i);
    if (plainMask !== null) kernels.add(at, at, ring.limb(plainMask, i), ring.n, ring.modulus(i));
    if (plainBody !== null) addTimesP(context, kernels, before[0][i]!, ring.limb(plainBody, i));
  });
  const decomposition = decompose(context, scope, mask, level);
  const rotating = keys.filter((key) => key !== null);
  const unrotated = keys.length - rotating.length;
  const switched = allocateHalves(context, scope, level);
  const plain = unrotated === 0 ? null : scope.allocate(limbs * ring.limbBytes);
  ring.parallel(switched[0].length, (position, kernels, scratch) => {
    const own = [switched[0][position]!, switched[1][position]!] as const;
    const sums = own.map(({ index, at }) => new LimbSum(context, kernels, index, at));
    const body = before[0][position]!.at;
    for (let k = 0; k < unrotated; k++) sums[0]!.add(body);
    addSwitched(context, kernels, scratch, rotating, decomposition, sums, body);
    for (const sum of sums) sum.end();
    if (position >= limbs || plain === null) return;
    const sum = new LimbSum(context, kernels, position, ring.limb(plain, position));
    for (let k = 0; k < unrotated; k++) sum.add(ring.limb(mask, position));
    if (timesP) addTimesP(context, kernels, own[1], ring.limb(plain, position));
  });
  return { switched, plain: [null, plain] };
}

function checkTerms(context: Context, terms: readonly RotatedTerm[]): Register {
  const first = terms[0]?.register;
  if (first === undefined) throw new CkksError("ARGUMENT_INVALID", '"terms" expected at least one, got none');
  for (const { register, key } of terms) {
    checkParts(register, 2);
    checkSameLevel(first, register);
    checkSameScale(first.scale, register.scale);
    checkKeys(context, register, [key]);
  }
  return first;
}

function checkKeys(context: Context, { level }: Register, keys: readonly (GaloisKey | null)[]): void {
  for (const key of keys) {
    if (key === null) continue;
    checkParameters(context, key, "galois");
    checkKeyLevel(level, key.key);
  }
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

/** Digits times each key, under its automorphism; `body`, which is times P already, goes along in the first half. */
function addSwitched(
  context: Context,
  kernels: KernelExports,
  scratch: Scope,
  keys: readonly GaloisKey[],
  decomposition: Decomposition,
  sums: readonly LimbSum[],
  body: Pointer | null,
): void {
  const { index } = sums[0]!;
  const { limbBytes, n } = context.ring;
  const digits = digitsModulo(context, kernels, scratch, decomposition, index);
  const [first, second] = [scratch.allocate(limbBytes), scratch.allocate(limbBytes)];
  for (const key of keys) {
    multiplyByKey(context, kernels, scratch, digits, key.key, { index, at: first }, second);
    if (body !== null) kernels.add(first, first, body, n, context.ring.modulus(index));
    sums[0]!.addPermuted(first, key);
    sums[1]!.addPermuted(second, key);
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
