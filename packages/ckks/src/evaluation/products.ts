import { type Context, checkParameters } from "../engine/context.ts";
import type { Engine, Scope } from "../engine/engine.ts";
import type { Pointer } from "../engine/kernel-exports.ts";
import { CkksError } from "../errors.ts";
import { limbsAt } from "../values/level.ts";
import { checkSameScale, toScale } from "../values/scale.ts";
import { checkParts, checkSameLevel } from "./checks.ts";
import type { PlainFactor } from "./prepared-plaintext.ts";
import { allocateRegister, type Register } from "./register.ts";

/** ciphertext * plaintext, slot by slot (or polynomial by polynomial); scales multiply. @throws CkksError LEVEL_MISMATCH */
export function multiplyPlain(context: Context, a: Register, factor: PlainFactor): Register {
  checkFactor(context, a, factor);
  const { ring } = context;
  const { engine, n } = ring;
  const out = allocateRegister(context, a.parts.length, a.level, toScale(a.scale * factor.scale));
  engine.scoped((scope) => {
    const w = loadFactor(engine, scope, factor);
    const quotients = factor.kind === "plaintext" ? undefined : engine.resident(factor.quotients);
    ring.parallel(limbsAt(a.level), (i, kernels) => {
      a.parts.forEach((part, p) => {
        const [to, from, by] = [ring.limb(out.parts[p]!, i), ring.limb(part, i), ring.limb(w, i)];
        if (quotients === undefined) kernels.multiply(to, from, by, n, ring.record(i));
        else kernels.multiplyFixed(to, from, by, ring.limb(quotients, i), n, ring.modulus(i));
      });
    });
  });
  return out;
}

/**
 * The sum of ciphertext k times plaintext k. Products are summed in 64 bits and reduced once in sixteen.
 * @throws CkksError ARGUMENT_INVALID for lists that are empty or of different length, LEVEL_MISMATCH, SCALE_MISMATCH, PARTS_MISMATCH
 */
export function innerProduct(context: Context, as: readonly Register[], plaintexts: readonly PlainFactor[]): Register {
  const [a, w] = [as[0], plaintexts[0]];
  if (a === undefined || w === undefined || as.length !== plaintexts.length) {
    throw new CkksError(
      "ARGUMENT_INVALID",
      `expected as many plaintexts as ciphertexts, at least one, got ${plaintexts.length} and ${as.length}`,
    );
  }
  as.forEach((other, k) => {
    checkParts(other, a.parts.length);
    checkFactor(context, other, plaintexts[k]!);
    checkSameLevel(a, other);
    checkSameScale(toScale(a.scale * w.scale), toScale(other.scale * plaintexts[k]!.scale));
  });
  const { ring } = context;
  const out = allocateRegister(context, a.parts.length, a.level, toScale(a.scale * w.scale));
  ring.engine.scoped((scope) => {
    const weights = plaintexts.map((plaintext) => loadFactor(ring.engine, scope, plaintext));
    ring.parallel(limbsAt(a.level), (i, kernels, scratch) => {
      const ws = scratch.pointers(weights.map((weight) => ring.limb(weight, i)));
      out.parts.forEach((to, p) => {
        const cs = scratch.pointers(as.map((other) => ring.limb(other.parts[p]!, i)));
        kernels.innerProduct(ring.limb(to, i), cs, ws, as.length, ring.n, ring.record(i));
      });
    });
  });
  return out;
}

/** The product of two ciphertexts: three parts, scales multiply. @throws CkksError LEVEL_MISMATCH, PARTS_MISMATCH */
export function multiply(context: Context, a: Register, b: Register): Register {
  checkParts(a, 2);
  checkParts(b, 2);
  checkSameLevel(a, b);
  const { ring } = context;
  const { n } = ring;
  const out = allocateRegister(context, 3, a.level, toScale(a.scale * b.scale));
  const [a0, a1, b0, b1] = [...a.parts, ...b.parts] as [Pointer, Pointer, Pointer, Pointer];
  const [d0, d1, d2] = out.parts as [Pointer, Pointer, Pointer];
  ring.parallel(limbsAt(a.level), (i, kernels) => {
    const m = ring.record(i);
    kernels.multiply(ring.limb(d0, i), ring.limb(a0, i), ring.limb(b0, i), n, m);
    kernels.multiply(ring.limb(d1, i), ring.limb(a0, i), ring.limb(b1, i), n, m);
    kernels.multiplyAdd(ring.limb(d1, i), ring.limb(a1, i), ring.limb(b0, i), n, m);
    kernels.multiply(ring.limb(d2, i), ring.limb(a1, i), ring.limb(b1, i), n, m);
  });
  return out;
}

/** The square of a ciphertext: three parts, one product fewer than `multiply`. @throws CkksError PARTS_MISMATCH */
export function square(context: Context, a: Register): Register {
  checkParts(a, 2);
  const { ring } = context;
  const { n } = ring;
  const out = allocateRegister(context, 3, a.level, toScale(a.scale * a.scale));
  const [a0, a1] = a.parts as [Pointer, Pointer];
  const [d0, d1, d2] = out.parts as [Pointer, Pointer, Pointer];
  ring.parallel(limbsAt(a.level), (i, kernels) => {
    const m = ring.record(i);
    const cross = ring.limb(d1, i);
    kernels.multiply(ring.limb(d0, i), ring.limb(a0, i), ring.limb(a0, i), n, m);
    kernels.multiply(cross, ring.limb(a0, i), ring.limb(a1, i), n, m);
    kernels.add(cross, cross, cross, n, ring.modulus(i));
    kernels.multiply(ring.limb(d2, i), ring.limb(a1, i), ring.limb(a1, i), n, m);
  });
  return out;
}

/**
 * The sum of products of pairs of ciphertexts and of one more ciphertext at their scale: three parts. Products are summed in 64
 * bits and reduced once in sixteen.
 * @throws CkksError ARGUMENT_INVALID for lists that are empty or of different length, LEVEL_MISMATCH, SCALE_MISMATCH, PARTS_MISMATCH
 */
export function sumOfProducts(
  context: Context,
  lefts: readonly Register[],
  rights: readonly Register[],
  addend: Register | null,
): Register {
  const { level, scale } = checkPairs(lefts, rights, addend);
  const { ring } = context;
  const out = allocateRegister(context, 3, level, scale);
  const [d0, d1, d2] = out.parts as [Pointer, Pointer, Pointer];
  ring.parallel(limbsAt(level), (i, kernels, scratch) => {
    const [a0, a1, b0, b1] = [lefts, rights].flatMap((list) =>
      [0, 1].map((p) => list.map(({ parts }) => ring.limb(parts[p]!, i))),
    ) as [Pointer[], Pointer[], Pointer[], Pointer[]];
    const product = (to: Pointer, as: Pointer[], bs: Pointer[]): void => {
      const [left, right] = [scratch.pointers(as), scratch.pointers(bs)];
      kernels.innerProduct(ring.limb(to, i), left, right, as.length, ring.n, ring.record(i));
    };
    product(d0, a0, b0);
    product(d1, [...a0, ...a1], [...b1, ...b0]);
    product(d2, a1, b1);
    for (const p of addend === null ? [] : [0, 1]) {
      const at = ring.limb(out.parts[p]!, i);
      kernels.add(at, at, ring.limb(addend!.parts[p]!, i), ring.n, ring.modulus(i));
    }
  });
  return out;
}

/** Level and scale of the products. */
function checkPairs(
  lefts: readonly Register[],
  rights: readonly Register[],
  addend: Register | null,
): Pick<Register, "level" | "scale"> {
  const [a, b] = [lefts[0], rights[0]];
  if (a === undefined || b === undefined || lefts.length !== rights.length) {
    throw new CkksError(
      "ARGUMENT_INVALID",
      `expected as many ciphertexts as ciphertexts, at least one, got ${lefts.length} and ${rights.length}`,
    );
  }
  const scale = toScale(a.scale * b.scale);
  for (const operand of [...lefts, ...rights, ...(addend === null ? [] : [addend])]) {
    checkParts(operand, 2);
    checkSameLevel(a, operand);
  }
  lefts.forEach((left, k) => {
    checkSameScale(scale, toScale(left.scale * rights[k]!.scale));
  });
  if (addend !== null) checkSameScale(scale, addend.scale);
  return { level: a.level, scale };
}

/**
 * A prepared factor stays in memory; another is copied in for this operation alone. (A resident copy of it would wait for
 * the garbage collector, which a synchronous loop never lets run.)
 */
const loadFactor = (engine: Engine, scope: Scope, factor: PlainFactor): Pointer =>
  factor.kind === "plaintext" ? scope.load(factor.poly.residues) : engine.resident(factor.residues);

function checkFactor(context: Context, a: Register, factor: PlainFactor): void {
  checkParameters(context, factor, "plaintext");
  checkSameLevel(a, factor);
}
