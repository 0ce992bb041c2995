import type { Context } from "../engine/context.ts";
import { CkksError } from "../errors.ts";
import type { Parameters } from "../parameters/create-parameters.ts";
import { createExtracted, type ExtractedCiphertext } from "../values/ciphertext.ts";
import { limbsAt } from "../values/level.ts";
import { createPoly } from "../values/poly.ts";
import type { Register } from "./register.ts";

/**
 * Keeps the message's coefficients at `positions` only: c_0 there, the other parts whole, in coefficient form.
 * @throws CkksError POSITIONS_INVALID
 */
export function extract(context: Context, a: Register, positions: readonly number[]): ExtractedCiphertext {
  checkPositions(context, positions);
  const { ring, parameters } = context;
  const { engine, n } = ring;
  const limbs = limbsAt(a.level);
  return engine.scoped((scope) => {
    const parts = a.parts.map((part) => {
      const copy = scope.allocate(limbs * ring.limbBytes);
      engine.u32.copyWithin(copy / 4, part / 4, part / 4 + limbs * n);
      ring.inverse(copy, limbs);
      return copy;
    });
    const c0 = parts[0]! / 4;
    const words = engine.u32;
    const constants = new Uint32Array(limbs * positions.length);
    for (let i = 0; i < limbs; i++) {
      positions.forEach((position, k) => {
        constants[i * positions.length + k] = words[c0 + i * n + position]!;
      });
    }
    const masks = parts.slice(1).map((part) => createPoly("coefficients", limbs, engine.store(part, limbs * n)));
    const body = Object.freeze({ kind: "residues" as const, constants, masks: Object.freeze(masks) });
    return createExtracted({ parameters, level: a.level, scale: a.scale, positions, body });
  });
}

/**
 * The coefficients that a message with slots of period p occupies: multiples of N/(2p), 2p of them (for real or complex
 * slots). Extracting just these is the subring response.
 * @throws CkksError POSITIONS_INVALID unless `period` is a power of two of at most N/2
 * @example evaluator.extract(result, subringPositions(parameters, 16))
 */
export function subringPositions(parameters: Parameters, period: number): readonly number[] {
  if (!Number.isInteger(period) || period < 1 || parameters.slotCount % period !== 0) {
    throw new CkksError(
      "POSITIONS_INVALID",
      `"period" expected a power of two of at most ${parameters.slotCount}, got ${String(period)}`,
    );
  }
  const step = parameters.ringDegree / (2 * period);
  return Array.from({ length: 2 * period }, (_, k) => k * step);
}

/** @throws CkksError POSITIONS_INVALID */
export function checkPositions({ parameters }: Context, positions: readonly number[]): void {
  const n = parameters.ringDegree;
  const valid = positions.every((p) => Number.isInteger(p) && p >= 0 && p < n);
  if (positions.length === 0 || !valid || new Set(positions).size !== positions.length) {
    throw new CkksError(
      "POSITIONS_INVALID",
      `"positions" expected distinct integers from 0 to ${n - 1}, at least one, got others`,
    );
  }
}
