import { type Context, checkParameters } from "../engine/context.ts";
import type { Scope } from "../engine/engine.ts";
import type { RelinearizationKey } from "../values/keys.ts";
import { limbsAt } from "../values/level.ts";
import { toScale } from "../values/scale.ts";
import { checkKeyLevel, checkParts } from "./checks.ts";
import { divideAndRound } from "./divide-and-round.ts";
import {
  addTimesP,
  allocateHalves,
  decompose,
  digitsModulo,
  divisionsByP,
  type Halves,
  multiplyByKey,
} from "./key-switch.ts";
import { allocateRegister, type Register } from "./register.ts";
import { lowerLevel } from "./rescale.ts";

/** Three parts to two. @throws CkksError PARTS_MISMATCH, KEY_LEVEL */
export function relinearize(context: Context, a: Register, key: RelinearizationKey): Register {
  checkSquare(context, a, key);
  const { ring } = context;
  const out = allocateRegister(context, 2, a.level, a.scale);
  ring.engine.scoped((scope) => {
    const halves = switchSquare(context, scope, a, key, false);
    divideAndRound(ring, scope, divisionsByP(out.parts, halves, a.level), (kernels, p, i) => {
      const at = ring.limb(out.parts[p]!, i);
      kernels.add(at, at, ring.limb(a.parts[p]!, i), ring.n, ring.modulus(i));
    });
  });
  return out;
}

/**
 * Relinearize and rescale in one division by P times the last primes: each saves an inverse NTT of that prime and as many
 * forward NTTs as limbs are left, twice, against one after the other.
 * @param primes - how many times it is rescaled
 * @throws CkksError PARTS_MISMATCH, KEY_LEVEL, LEVEL_EXHAUSTED
 */
export function relinearizeRescale(context: Context, a: Register, key: RelinearizationKey, primes = 1): Register {
  checkSquare(context, a, key);
  const { ring } = context;
  let [level, scale] = [a.level, a.scale as number];
  for (let k = 0; k < primes; k++) [level, scale] = [lowerLevel(level), scale / ring.modulus(level)];
  const out = allocateRegister(context, 2, level, toScale(scale));
  ring.engine.scoped((scope) => {
    const halves = switchSquare(context, scope, a, key, true);
    divideAndRound(ring, scope, divisionsByP(out.parts, halves, a.level, primes));
  });
  return out;
}

/** Before anything is allocated, so that a refusal leaves nothing behind. */
function checkSquare(context: Context, a: Register, key: RelinearizationKey): void {
  checkParts(a, 3);
  checkParameters(context, key, "relinearization");
  checkKeyLevel(a.level, key.key);
}

/** c_2 under s, times P; with the two other parts times P, where they are divided too. */
function switchSquare(
  context: Context,
  scope: Scope,
  a: Register,
  { key }: RelinearizationKey,
  withParts: boolean,
): Halves {
  const { ring } = context;
  const decomposition = decompose(context, scope, a.parts[2]!, a.level);
  const halves = allocateHalves(context, scope, a.level);
  ring.parallel(halves[0].length, (position, kernels, scratch) => {
    const [body, mask] = [halves[0][position]!, halves[1][position]!];
    const digits = digitsModulo(context, kernels, scratch, decomposition, body.index);
    multiplyByKey(context, kernels, scratch, digits, key, body, mask.at);
    if (!withParts || position >= limbsAt(a.level)) return;
    [body, mask].forEach((half, p) => {
      addTimesP(context, kernels, half, ring.limb(a.parts[p]!, position));
    });
  });
  return halves;
}
