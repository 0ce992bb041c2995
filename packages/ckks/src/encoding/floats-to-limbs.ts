import type { Pointer } from "../engine/kernel-exports.ts";
import type { Ring } from "../engine/ring.ts";
import { CkksError } from "../errors.ts";
import { powMod } from "../parameters/primes.ts";
import type { Scale } from "../values/scale.ts";

/** The kernel rounds float64 exactly below this. */
const EXACT_BITS = 51;

/**
 * Residues of round(x * scale) for N float64 coefficients at `floats` (overwritten), coefficient form, at `out`.
 *
 * Where the largest product is beyond 2^51, all are taken as round(x * scale / 2^k) * 2^k with the smallest k that brings it
 * below: the error is at most 2^-51 of the largest value, which is what a float64 transform leaves anyway. The factor
 * 2^k is applied modulo each prime, so scales far above 2^53 need no wider integers.
 *
 * @throws CkksError VALUE_NOT_FINITE, VALUE_OUT_OF_RANGE
 */
export function floatsToLimbs(ring: Ring, out: Pointer, floats: Pointer, scale: Scale, limbs: number): void {
  const largest = ring.kernels.scaleFloats(floats, 1, ring.n);
  if (!Number.isFinite(largest))
    throw new CkksError("VALUE_NOT_FINITE", '"values" expected finite numbers, got NaN or an infinity');
  const bits = largest === 0 ? 0 : Math.log2(largest) + Math.log2(scale);
  const room = modulusBits(ring, limbs) - 1;
  if (bits >= room) {
    throw new CkksError(
      "VALUE_OUT_OF_RANGE",
      `"values" times scale expected to stay below half the modulus, 2^${room.toFixed(2)}, got more`,
    );
  }
  const shift = Math.max(0, Math.ceil(bits - EXACT_BITS));
  ring.kernels.scaleFloats(floats, scale / 2 ** shift, ring.n);
  for (let i = 0; i < limbs; i++) {
    const at = ring.limb(out, i);
    ring.kernels.floatsToResidues(at, floats, ring.n, ring.record(i));
    if (shift > 0) {
      const factor = ring.fixed(powMod(2, shift, ring.modulus(i)), i);
      ring.kernels.multiplyScalar(at, at, factor.value, factor.quotient, ring.n, ring.modulus(i));
    }
  }
}

/** log2 of the product of the first limbs. */
const modulusBits = (ring: Ring, limbs: number): number =>
  ring.moduli.slice(0, limbs).reduce((bits, q) => bits + Math.log2(q), 0);
