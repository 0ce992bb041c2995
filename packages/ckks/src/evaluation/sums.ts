import { type Context, checkParameters } from "../engine/context.ts";
import type { Pointer } from "../engine/kernel-exports.ts";
import type { Ring } from "../engine/ring.ts";
import { type Level, limbsAt } from "../values/level.ts";
import type { Plaintext } from "../values/plaintext.ts";
import { checkSameScale, type Scale, toScale } from "../values/scale.ts";
import { checkSameLevel } from "./checks.ts";
import { copyLimb } from "./key-switch.ts";
import { allocateRegister, type Register } from "./register.ts";
import { checkScalar, scalarResidue } from "./scalar-residues.ts";

type LimbOperation = (ring: Ring, out: Pointer, a: Pointer, b: Pointer, index: number) => void;

const addLimb: LimbOperation = (ring, out, a, b, i) => ring.kernels.add(out, a, b, ring.n, ring.modulus(i));
const subtractLimb: LimbOperation = (ring, out, a, b, i) => ring.kernels.sub(out, a, b, ring.n, ring.modulus(i));

/** -a, part by part. */
export function negate(context: Context, a: Register): Register {
  return mapLimbs(context, a, (ring, out, limb, i) => ring.kernels.negate(out, limb, ring.n, ring.modulus(i)));
}

/** a + b; either may have three parts. @throws CkksError LEVEL_MISMATCH, SCALE_MISMATCH */
export const add = (context: Context, a: Register, b: Register): Register => combine(context, a, b, addLimb, false);

/** a - b; either may have three parts. @throws CkksError LEVEL_MISMATCH, SCALE_MISMATCH */
export const subtract = (context: Context, a: Register, b: Register): Register =>
  combine(context, a, b, subtractLimb, true);

/** a + plaintext. @throws CkksError LEVEL_MISMATCH, SCALE_MISMATCH, PARAMETERS_MISMATCH */
export const addPlain = (context: Context, a: Register, plaintext: Plaintext): Register =>
  combinePlain(context, a, plaintext, addLimb);

/** a - plaintext. @throws CkksError LEVEL_MISMATCH, SCALE_MISMATCH, PARAMETERS_MISMATCH */
export const subtractPlain = (context: Context, a: Register, plaintext: Plaintext): Register =>
  combinePlain(context, a, plaintext, subtractLimb);

/** Adds one real number to every slot. @throws CkksError VALUE_NOT_FINITE, VALUE_OUT_OF_RANGE */
export function addScalar(context: Context, a: Register, value: number): Register {
  const { ring } = context;
  checkScalar(ring, value, a.scale, limbsAt(a.level));
  const out = copyRegister(context, a, a.level);
  for (let i = 0; i < limbsAt(a.level); i++) {
    const residue = scalarResidue(ring, value, a.scale, i);
    const at = ring.limb(out.parts[0]!, i);
    ring.kernels.addScalar(at, at, residue, ring.n, ring.modulus(i));
  }
  return out;
}

/**
 * Multiplies every slot by one real number, encoded at `scale` (1 for whole numbers); the scales multiply.
 * @throws CkksError VALUE_NOT_FINITE, VALUE_OUT_OF_RANGE, SCALE_INVALID
 */
export function multiplyScalar(context: Context, a: Register, value: number, scale: Scale): Register {
  checkScalar(context.ring, value, scale, limbsAt(a.level));
  const productScale = toScale(a.scale * scale);
  const product = mapLimbs(context, a, (ring, out, limb, i) => {
    const w = ring.fixed(scalarResidue(ring, value, scale, i), i);
    ring.kernels.multiplyScalar(out, limb, w.value, w.quotient, ring.n, ring.modulus(i));
  });
  return { ...product, scale: productScale };
}

/** A copy at a level that is not above the register's. */
export function copyRegister(context: Context, a: Register, level: Level): Register {
  const out = allocateRegister(context, a.parts.length, level, a.scale);
  a.parts.forEach((part, p) => {
    for (let i = 0; i < limbsAt(level); i++) {
      copyLimb(context.ring, context.ring.limb(out.parts[p]!, i), context.ring.limb(part, i));
    }
  });
  return out;
}

function mapLimbs(
  context: Context,
  a: Register,
  operation: (ring: Ring, out: Pointer, limb: Pointer, index: number) => void,
): Register {
  const { ring } = context;
  const out = allocateRegister(context, a.parts.length, a.level, a.scale);
  a.parts.forEach((part, p) => {
    for (let i = 0; i < limbsAt(a.level); i++) operation(ring, ring.limb(out.parts[p]!, i), ring.limb(part, i), i);
  });
  return out;
}

function combine(context: Context, a: Register, b: Register, operation: LimbOperation, negateB: boolean): Register {
  checkSameLevel(a, b);
  checkSameScale(a.scale, b.scale);
  const { ring } = context;
  const out = allocateRegister(context, Math.max(a.parts.length, b.parts.length), a.level, a.scale);
  out.parts.forEach((to, p) => {
    for (let i = 0; i < limbsAt(a.level); i++) {
      const at = ring.limb(to, i);
      const x = a.parts[p];
      const y = b.parts[p];
      if (x !== undefined && y !== undefined) operation(ring, at, ring.limb(x, i), ring.limb(y, i), i);
      else if (x !== undefined) copyLimb(ring, at, ring.limb(x, i));
      else if (negateB) ring.kernels.negate(at, ring.limb(y!, i), ring.n, ring.modulus(i));
      else copyLimb(ring, at, ring.limb(y!, i));
    }
  });
  return out;
}

function combinePlain(context: Context, a: Register, plaintext: Plaintext, operation: LimbOperation): Register {
  checkParameters(context, plaintext, "plaintext");
  checkSameLevel(a, plaintext);
  checkSameScale(a.scale, plaintext.scale);
  const { ring } = context;
  const out = copyRegister(context, a, a.level);
  ring.engine.scoped((scope) => {
    const message = scope.load(plaintext.poly.residues);
    for (let i = 0; i < limbsAt(a.level); i++) {
      const at = ring.limb(out.parts[0]!, i);
      operation(ring, at, at, ring.limb(message, i), i);
    }
  });
  return out;
}
