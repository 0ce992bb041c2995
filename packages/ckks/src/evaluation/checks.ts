import { CkksError } from "../errors.ts";
import type { KeySwitchingKey } from "../values/keys.ts";
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

/** @throws CkksError KEY_LEVEL when the key was made for a level below the operand's, naming both. */
export function checkKeyLevel(level: Level, key: KeySwitchingKey): void {
  if (level > key.level) {
    throw new CkksError(
      "KEY_LEVEL",
      `the evaluation key expected an operand of level ${key.level} at most, got ${level}`,
    );
  }
}
