import { type Context, checkParameters } from "../engine/context.ts";
import type { Scope } from "../engine/engine.ts";
import type { Pointer } from "../engine/kernel-exports.ts";
import type { RelinearizationKey } from "../values/keys.ts";
import { limbsAt } from "../values/level.ts";
import { toScale } from "../values/scale.ts";
import { checkKeyLevel, checkParts } from "./checks.ts";
import { decompose, divideByP, multiplyDigits, type SwitchedSums } from "./key-switch.ts";
import { allocateRegister, type Register } from "./register.ts";
import { lowerLevel } from "./rescale.ts";

/** Three parts to two. @throws CkksError PARTS_MISMATCH, KEY_LEVEL */
export function relinearize(context: Context, a: Register, key: RelinearizationKey): Register {
  checkSquare(context, a, key);
  const { ring } = context;
  const out = allocateRegister(context, 2, a.level, a.scale);
  ring.engine.scoped((scope) => {
    const sums = switchSquare(context, scope, a, key);
    [sums.body, sums.mask].forEach((sum, p) => {
      const to = out.parts[p]!;
      divideByP(context, scope, to, sum, a.level);
      for (let i = 0; i < limbsAt(a.level); i++) {
        const at = ring.limb(to, i);
        ring.kernels.add(at, at, ring.limb(a.parts[p]!, i), ring.n, ring.modulus(i));
      }
    });
  });
  return out;
}

/**
 * Relinearize and rescale in one division by P times the last prime: saves an inverse NTT of that prime and as many
 * forward NTTs as there are limbs, twice, against the two in turn.
 * @throws CkksError PARTS_MISMATCH, KEY_LEVEL, LEVEL_EXHAUSTED
 */
export function relinearizeRescale(context: Context, a: Register, key: RelinearizationKey): Register {
  checkSquare(context, a, key);
  const { ring } = context;
  const level = lowerLevel(a.level);
  const out = allocateRegister(context, 2, level, toScale(a.scale / ring.modulus(a.level)));
  ring.engine.scoped((scope) => {
    const sums = switchSquare(context, scope, a, key);
    [sums.body, sums.mask].forEach((sum, p) => {
      addTimesP(context, sum, a.parts[p]!, a);
      divideByP(context, scope, out.parts[p]!, sum, a.level, 1);
    });
  });
  return out;
}

/** Before anything is allocated, so that a refusal leaves nothing behind. */
function checkSquare(context: Context, a: Register, key: RelinearizationKey): void {
  checkParts(a, 3);
  checkParameters(context, key, "relinearization");
  checkKeyLevel(a.level, key.key);
}

function switchSquare(context: Context, scope: Scope, a: Register, key: RelinearizationKey): SwitchedSums {
  return multiplyDigits(context, scope, decompose(context, scope, a.parts[2]!, a.level), key.key);
}

/** sum += P * part, modulo the ciphertext primes; modulo P itself the addend is zero. */
function addTimesP({ ring, parameters }: Context, sum: SwitchedSums["body"], part: Pointer, a: Register): void {
  const special = parameters.specialPrimes.map((_, k) => ring.specialIndex(k));
  for (let i = 0; i < limbsAt(a.level); i++) {
    const p = ring.productOf(special, i);
    ring.kernels.multiplyScalarAdd(sum[i]!.at, ring.limb(part, i), p.value, p.quotient, ring.n, ring.modulus(i));
  }
}
