import type { Context } from "../engine/context.ts";
import type { Scope } from "../engine/engine.ts";
import type { Pointer } from "../engine/kernel-exports.ts";
import type { GaloisKey } from "../values/keys.ts";
import { limbsAt } from "../values/level.ts";
import { checkKeyLevel, checkParts } from "./checks.ts";
import { divideAndRound } from "./divide-and-round.ts";
import { allocateHalves, decompose, digitsModulo, divisionsByP, multiplyByKey } from "./key-switch.ts";
import { allocateRegister, type Register } from "./register.ts";

/** Keys whose sums are in memory at once: they stay in the second-level cache. */
const KEYS_AT_ONCE = 2;

/**
 * Applies the automorphisms of the keys to one ciphertext, all from one decomposition of c_1 (hoisting: Halevi, Shoup, eprint
 * 2018/244, section 5). The keys switch s to g^-1(s), so the automorphism comes last and acts on two parts instead of
 * on every digit.
 * @returns one register a key, in the order of the keys
 * @throws CkksError PARTS_MISMATCH, KEY_LEVEL
 */
export function applyGalois(context: Context, a: Register, keys: readonly GaloisKey[]): readonly Register[] {
  checkParts(a, 2);
  for (const { key } of keys) checkKeyLevel(a.level, key);
  const { ring } = context;
  return ring.engine.scoped((scope) => {
    const decomposition = decompose(context, scope, a.parts[1]!, a.level);
    const indices = ring.extendedIndices(limbsAt(a.level));
    const digits: (readonly Pointer[])[] = [];
    ring.parallel(indices.length, (position, kernels) => {
      digits.push(digitsModulo(context, kernels, scope, decomposition, indices[position]!));
    });
    const out: Register[] = [];
    for (let from = 0; from < keys.length; from += KEYS_AT_ONCE) {
      out.push(...applySome(context, a, digits, keys.slice(from, from + KEYS_AT_ONCE)));
    }
    return out;
  });
}

function applySome(
  context: Context,
  a: Register,
  digits: readonly (readonly Pointer[])[],
  keys: readonly GaloisKey[],
): readonly Register[] {
  const { ring } = context;
  const out = keys.map(() => allocateRegister(context, 2, a.level, a.scale));
  ring.engine.scoped((scope) => {
    const sums = keys.map(() => allocateHalves(context, scope, a.level));
    const tasks = keys.flatMap(({ key }, k) =>
      digits.map((own, position) => ({ own, key, halves: sums[k]!, position })),
    );
    ring.parallel(tasks.length, (t, kernels, scratch) => {
      const { own, key, halves, position } = tasks[t]!;
      multiplyByKey(context, kernels, scratch, own, key, halves[0][position]!, halves[1][position]!.at);
    });
    permuteQuotients(context, scope, a, keys, sums, out);
  });
  return out;
}

/** Sums divided by P, c_0 added, under the automorphisms. */
function permuteQuotients(
  context: Context,
  scope: Scope,
  a: Register,
  keys: readonly GaloisKey[],
  sums: readonly ReturnType<typeof allocateHalves>[],
  out: readonly Register[],
): void {
  const { ring } = context;
  const bytes = limbsAt(a.level) * ring.limbBytes;
  const quotients = sums.map(() => [scope.allocate(bytes), scope.allocate(bytes)]);
  const divisions = sums.flatMap((halves, k) => divisionsByP(quotients[k]!, halves, a.level));
  divideAndRound(ring, scope, divisions, (kernels, d, i) => {
    const [k, p] = [d >> 1, d & 1];
    const at = ring.limb(quotients[k]![p]!, i);
    if (p === 0) kernels.add(at, at, ring.limb(a.parts[0]!, i), ring.n, ring.modulus(i));
    kernels.permute(ring.limb(out[k]!.parts[p]!, i), at, ring.galoisTable(keys[k]!.element), ring.n);
  });
}
