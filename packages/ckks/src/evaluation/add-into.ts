import { type Context, checkParameters } from "../engine/context.ts";
import { CkksError } from "../errors.ts";
import { limbsAt } from "../values/level.ts";
import type { Plaintext } from "../values/plaintext.ts";
import { checkSameScale } from "../values/scale.ts";
import { checkSameLevel } from "./checks.ts";
import type { PreparedScalars } from "./linear-combination.ts";
import type { Register } from "./register.ts";

/**
 * Adds one prepared number to every slot of `a`, in place.
 * @throws CkksError ARGUMENT_INVALID unless it is one number, LEVEL_MISMATCH, SCALE_MISMATCH, PARAMETERS_MISMATCH
 */
export function addScalarInto(context: Context, a: Register, scalar: PreparedScalars): void {
  checkParameters(context, scalar, "scalar");
  checkSameLevel(a, scalar);
  checkSameScale(a.scale, scalar.scale);
  if (scalar.count !== 1) throw new CkksError("ARGUMENT_INVALID", `"scalar" expected one number, got ${scalar.count}`);
  const { ring } = context;
  for (let i = 0; i < limbsAt(a.level); i++) {
    const at = ring.limb(a.parts[0]!, i);
    ring.kernels.addScalar(at, at, scalar.residues[i]!, ring.n, ring.modulus(i));
  }
}

/**
 * Adds a plaintext to `a`, in place. The plaintext stays in WebAssembly memory as long as it lives.
 * @throws CkksError LEVEL_MISMATCH, SCALE_MISMATCH, PARAMETERS_MISMATCH
 */
export function addPlainInto(context: Context, a: Register, plaintext: Plaintext): void {
  checkParameters(context, plaintext, "plaintext");
  checkSameLevel(a, plaintext);
  checkSameScale(a.scale, plaintext.scale);
  const { ring } = context;
  const message = ring.engine.resident(plaintext.poly.residues);
  for (let i = 0; i < limbsAt(a.level); i++) {
    const at = ring.limb(a.parts[0]!, i);
    ring.kernels.add(at, at, ring.limb(message, i), ring.n, ring.modulus(i));
  }
}
