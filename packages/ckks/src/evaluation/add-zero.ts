import type { OneShotZero } from "../encryption/public-encryption.ts";
import { type Context, checkParameters } from "../engine/context.ts";
import { limbsAt } from "../values/level.ts";
import { checkParts, checkSameLevel } from "./checks.ts";
import type { Register } from "./register.ts";
import { copyRegister } from "./sums.ts";

/**
 * Adds an encryption of zero, which consumes it.
 * @throws CkksError ZERO_CONSUMED, LEVEL_MISMATCH, PARTS_MISMATCH, PARAMETERS_MISMATCH
 */
export function addZero(context: Context, a: Register, zero: OneShotZero): Register {
  checkParameters(context, zero, "zero");
  checkSameLevel(a, zero);
  const parts = zero.take();
  checkParts(a, parts.length);
  const { ring } = context;
  const out = copyRegister(context, a, a.level);
  ring.engine.scopedSecret((scope) => {
    parts.forEach((part, p) => {
      const addend = scope.load(part.residues);
      for (let i = 0; i < limbsAt(a.level); i++) {
        const at = ring.limb(out.parts[p]!, i);
        ring.kernels.add(at, at, ring.limb(addend, i), ring.n, ring.modulus(i));
      }
      part.residues.fill(0);
    });
  });
  return out;
}
