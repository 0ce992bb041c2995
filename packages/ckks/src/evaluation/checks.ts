import { CkksError } from "../errors.ts";
import type { Level } from "../values/level.ts";
import type { Register } from "./register.ts";

/** @throws CkksError LEVEL_MISMATCH, naming both. */
export function checkSameLevel(a: { readonly level: Level }, b: { readonly level: Level }): void {
  if (a.level !== b.level) {
    throw new CkksError("LEVEL_MISMATCH", `operands expected equal levels, got ${a.level} and ${b.level}`);
  }
}

/** @throws CkksError PARTS_MISMATCH */
export function checkParts(register: Register, expected: number): void {
  if (register.parts.length !== expected) {
    throw new CkksError("PARTS_MISMATCH", `"ciphertext" expected ${expected} parts, got ${register.parts.length}`);
  }
}
