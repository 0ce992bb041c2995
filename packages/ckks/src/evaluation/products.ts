import { type Context, checkParameters } from "../engine/context.ts";
import type { Pointer } from "../engine/kernel-exports.ts";
import { CkksError } from "../errors.ts";
import { limbsAt } from "../values/level.ts";
import { checkSameScale, toScale } from "../values/scale.ts";
import { checkParts, checkSameLevel } from "./checks.ts";
import type { PreparedPlaintext } from "./prepared-plaintext.ts";
import { allocateRegister, type Register } from "./register.ts";

/** ciphertext * plaintext, slot by slot (or polynomial by polynomial); scales multiply. @throws CkksError LEVEL_MISMATCH */
export function multiplyPlain(context: Context, a: Register, plaintext: PreparedPlaintext): Register {
  checkPrepared(context, a, plaintext);
  const { ring } = context;
  const { engine, kernels, n } = ring;
  const w = engine.resident(plaintext.residues);
  const quotients = engine.resident(plaintext.quotients);
  const out = allocateRegister(context, a.parts.length, a.level, toScale(a.scale * plaintext.scale));
  a.parts.forEach((part, p) => {
    for (let i = 0; i < limbsAt(a.level); i++) {
      const to = ring.limb(out.parts[p]!, i);
      kernels.multiplyFixed(to, ring.limb(part, i), ring.limb(w, i), ring.limb(quotients, i), n, ring.modulus(i));
    }
  });
  return out;
}

/**
 * The sum of ciphertext k times plaintext k. Products are summed in 64 bits and reduced once in sixteen.
 * @throws CkksError ARGUMENT_INVALID for lists that are empty or of different length, LEVEL_MISMATCH, SCALE_MISMATCH, PARTS_MISMATCH
 */
export function innerProduct(
  context: Context,
  as: readonly Register[],
  plaintexts: readonly PreparedPlaintext[],
): Register {
  const [a, w] = [as[0], plaintexts[0]];
  if (a === undefined || w === undefined || as.length !== plaintexts.length) {
    throw new CkksError(
      "ARGUMENT_INVALID",
      `expected as many plaintexts as ciphertexts, at least one, got ${plaintexts.length} and ${as.length}`,
    );
  }
  as.forEach((other, k) => {
    checkParts(other, a.parts.length);
    checkPrepared(context, other, plaintexts[k]!);
    checkSameLevel(a, other);
    checkSameScale(toScale(a.scale * w.scale), toScale(other.scale * plaintexts[k]!.scale));
  });
  const { ring } = context;
  const weights = plaintexts.map((plaintext) => ring.engine.resident(plaintext.residues));
  const out = allocateRegister(context, a.parts.length, a.level, toScale(a.scale * w.scale));
  ring.engine.scoped((scope) => {
    for (let i = 0; i < limbsAt(a.level); i++) {
      const ws = scope.pointers(weights.map((weight) => ring.limb(weight, i)));
      out.parts.forEach((to, p) => {
        const cs = scope.pointers(as.map((other) => ring.limb(other.parts[p]!, i)));
        ring.kernels.innerProduct(ring.limb(to, i), cs, ws, as.length, ring.n, ring.record(i));
      });
    }
  });
  return out;
}

/** The product of two ciphertexts: three parts, scales multiply. @throws CkksError LEVEL_MISMATCH, PARTS_MISMATCH */
export function multiply(context: Context, a: Register, b: Register): Register {
  checkParts(a, 2);
  checkParts(b, 2);
  checkSameLevel(a, b);
  const { ring } = context;
  const { kernels, n } = ring;
  const out = allocateRegister(context, 3, a.level, toScale(a.scale * b.scale));
  const [a0, a1, b0, b1] = [...a.parts, ...b.parts] as [Pointer, Pointer, Pointer, Pointer];
  const [d0, d1, d2] = out.parts as [Pointer, Pointer, Pointer];
  for (let i = 0; i < limbsAt(a.level); i++) {
    const m = ring.record(i);
    kernels.multiply(ring.limb(d0, i), ring.limb(a0, i), ring.limb(b0, i), n, m);
    kernels.multiply(ring.limb(d1, i), ring.limb(a0, i), ring.limb(b1, i), n, m);
    kernels.multiplyAdd(ring.limb(d1, i), ring.limb(a1, i), ring.limb(b0, i), n, m);
    kernels.multiply(ring.limb(d2, i), ring.limb(a1, i), ring.limb(b1, i), n, m);
  }
  return out;
}

/** The square of a ciphertext: three parts, one product fewer than `multiply`. @throws CkksError PARTS_MISMATCH */
export function square(context: Context, a: Register): Register {
  checkParts(a, 2);
  const { ring } = context;
  const { kernels, n } = ring;
  const out = allocateRegister(context, 3, a.level, toScale(a.scale * a.scale));
  const [a0, a1] = a.parts as [Pointer, Pointer];
  const [d0, d1, d2] = out.parts as [Pointer, Pointer, Pointer];
  for (let i = 0; i < limbsAt(a.level); i++) {
    const m = ring.record(i);
    const cross = ring.limb(d1, i);
    kernels.multiply(ring.limb(d0, i), ring.limb(a0, i), ring.limb(a0, i), n, m);
    kernels.multiply(cross, ring.limb(a0, i), ring.limb(a1, i), n, m);
    kernels.add(cross, cross, cross, n, ring.modulus(i));
    kernels.multiply(ring.limb(d2, i), ring.limb(a1, i), ring.limb(a1, i), n, m);
  }
  return out;
}

function checkPrepared(context: Context, a: Register, plaintext: PreparedPlaintext): void {
  checkParameters(context, plaintext, "plaintext");
  checkSameLevel(a, plaintext);
}
