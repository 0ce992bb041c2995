import type { Ring } from "../engine/ring.ts";
import { CkksError } from "../errors.ts";

/** round(value * scale) modulo prime `index`; float64 integers are exact in BigInt, so any scale works. */
export function scalarResidue(ring: Ring, value: number, scale: number, index: number): number {
  const q = BigInt(ring.modulus(index));
  return Number(((BigInt(Math.round(value * scale)) % q) + q) % q);
}

/**
 * Checks a real factor or addend before anything is allocated for it.
 * @throws CkksError VALUE_NOT_FINITE, and VALUE_OUT_OF_RANGE when the integer would wrap at this level
 */
export function checkScalar(ring: Ring, value: number, scale: number, limbs: number): void {
  if (!Number.isFinite(value))
    throw new CkksError("VALUE_NOT_FINITE", '"value" expected a finite number, got NaN or an infinity');
  const room = ring.moduli.slice(0, limbs).reduce((bits, q) => bits + Math.log2(q), -1);
  if (Math.log2(Math.abs(value)) + Math.log2(scale) >= room) {
    throw new CkksError(
      "VALUE_OUT_OF_RANGE",
      `"value" times scale expected to stay below 2^${room.toFixed(2)}, got more`,
    );
  }
}
