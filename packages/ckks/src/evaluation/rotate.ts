import type { Context } from "../engine/context.ts";
import type { GaloisKey } from "../values/keys.ts";
import { limbsAt } from "../values/level.ts";
import { checkKeyLevel, checkParts } from "./checks.ts";
import { type Decomposition, decompose, divideByP, multiplyDigits } from "./key-switch.ts";
import { allocateRegister, type Register } from "./register.ts";

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
  return context.ring.engine.scoped((scope) => {
    const digits = decompose(context, scope, a.parts[1]!, a.level);
    return keys.map((key) => applyOne(context, a, digits, key));
  });
}

function applyOne(context: Context, a: Register, digits: Decomposition, key: GaloisKey): Register {
  const { ring } = context;
  const { kernels, n } = ring;
  const limbs = limbsAt(a.level);
  const table = ring.galoisTable(key.element);
  const out = allocateRegister(context, 2, a.level, a.scale);
  ring.engine.scoped((scope) => {
    const sums = multiplyDigits(context, scope, digits, key.key);
    const switched = scope.allocate(limbs * ring.limbBytes);
    [sums.body, sums.mask].forEach((sum, p) => {
      divideByP(context, scope, switched, sum, a.level);
      for (let i = 0; i < limbs; i++) {
        const at = ring.limb(switched, i);
        if (p === 0) kernels.add(at, at, ring.limb(a.parts[0]!, i), n, ring.modulus(i));
        kernels.permute(ring.limb(out.parts[p]!, i), at, table, n);
      }
    });
  });
  return out;
}
