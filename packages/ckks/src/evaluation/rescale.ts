import type { Context } from "../engine/context.ts";
import { CkksError } from "../errors.ts";
import { type Level, limbsAt, toLevel } from "../values/level.ts";
import { toScale } from "../values/scale.ts";
import { divideAndRound } from "./divide-and-round.ts";
import { allocateRegister, type Register } from "./register.ts";
import { copyRegister } from "./sums.ts";

/**
 * Divides by the last prime: the level falls by one and the scale by that prime, exactly.
 * @throws CkksError LEVEL_EXHAUSTED at level 0, SCALE_INVALID when the scale would fall below 1
 */
export function rescale(context: Context, a: Register): Register {
  const { ring } = context;
  const level = lowerLevel(a.level);
  const last = a.level as number;
  const out = allocateRegister(context, a.parts.length, level, toScale(a.scale / ring.modulus(last)));
  ring.engine.scoped((scope) => {
    const divisions = a.parts.map((part, p) => ({
      out: out.parts[p]!,
      kept: Array.from({ length: limbsAt(level) }, (_, index) => ({ index, at: ring.limb(part, index) })),
      // The dropped limb is overwritten, so it is copied: the operand stays as it is.
      dropped: [{ index: last, at: scope.allocate(ring.limbBytes), from: ring.limb(part, last) }],
    }));
    divideAndRound(ring, scope, divisions);
  });
  return out;
}

/** The level below. @throws CkksError LEVEL_EXHAUSTED */
export function lowerLevel(level: Level): Level {
  if (level === 0)
    throw new CkksError("LEVEL_EXHAUSTED", '"ciphertext" expected a level of at least 1 to rescale, got 0');
  return (level - 1) as Level;
}

/** Forgets the primes above `level`; message and scale stay. @throws CkksError LEVEL_INVALID */
export const dropLevel = (context: Context, a: Register, level: number): Register =>
  copyRegister(context, a, toLevel(level, a.level));
