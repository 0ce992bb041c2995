import type { Context } from "../engine/context.ts";
import type { Pointer } from "../engine/kernel-exports.ts";
import { type Ciphertext, createCiphertext } from "../values/ciphertext.ts";
import { type Level, limbsAt } from "../values/level.ts";
import { createPoly } from "../values/poly.ts";
import type { Scale } from "../values/scale.ts";

/**
 * A ciphertext in WebAssembly memory, NTT form. Executors keep intermediate results as registers, so that a program
 * copies its inputs in and its outputs out and nothing in between. Whoever made one frees it.
 */
export interface Register {
  readonly parts: readonly Pointer[];
  readonly level: Level;
  readonly scale: Scale;
}

/** An uninitialised register. */
export function allocateRegister({ ring }: Context, parts: number, level: Level, scale: Scale): Register {
  const bytes = limbsAt(level) * ring.limbBytes;
  return { parts: Array.from({ length: parts }, () => ring.engine.allocate(bytes)), level, scale };
}

/** Gives the register's memory back. */
export function freeRegister({ ring }: Context, register: Register): void {
  for (const part of register.parts) ring.engine.release(part, limbsAt(register.level) * ring.limbBytes);
}

/** Copies a ciphertext in. */
export function loadRegister(context: Context, ciphertext: Ciphertext): Register {
  const register = allocateRegister(context, ciphertext.parts.length, ciphertext.level, ciphertext.scale);
  ciphertext.parts.forEach((part, i) => {
    context.ring.engine.load(register.parts[i]!, part.residues);
  });
  return register;
}

/** Copies a register out. */
export function storeRegister(context: Context, register: Register): Ciphertext {
  const limbs = limbsAt(register.level);
  const parts = register.parts.map((part) =>
    createPoly("ntt", limbs, context.ring.engine.store(part, limbs * context.ring.n)),
  );
  return createCiphertext({ parameters: context.parameters, level: register.level, scale: register.scale, parts });
}
