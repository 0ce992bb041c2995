import { modulusBitsAt } from "@velum/protocol";
import type { Target } from "../choose-parameters.ts";
import { outputScale, truncation } from "../product-scales.ts";
import { roundingSd, unitOf } from "../scale-limits.ts";
import type { DiagonalScales } from "./assemble-diagonal.ts";

/** Scale of the values between layers: that of the primes, so that it stays there when squares are rescaled. */
const WORKING_BITS = 29;

/**
 * Bits on top that values may have before their square, to try in turn. What rotations and rescaling add shrinks with them, and what
 * rounding the last weights adds grows twice as fast, in bits: half a bit kept sums behind the rescale for a net of the heart data
 * (1.9e-4 instead of 2.3e-4 of a logit in all), whose key set is then 3.5 MiB instead of 4.9.
 */
export const FINER_BITS: readonly number[] = [0, 0.5, 1];

/**
 * Every product goes back to the working scale when it is rescaled; the last layer's goes to the largest power of two at which the
 * bound cannot wrap at the end. Public numbers alone decide.
 * @throws VelumError COMPILE_PRECISION
 */
export function chooseDiagonalScales(
  { bound, maxError }: { readonly bound: number; readonly maxError: number },
  { parameters, protectLevel, outputLevel }: Target,
  finerBits = 0,
): DiagonalScales {
  const { primes, ringDegree } = parameters;
  const unit = unitOf(maxError);
  const endBits = modulusBitsAt(parameters, outputLevel);
  const output = outputScale(endBits, bound, Math.min(endBits, WORKING_BITS + 24));
  const dropped = primes.slice(outputLevel + 1, protectLevel + 1).reduce((product, q) => product * q, 1);
  return Object.freeze({
    working: 2 ** WORKING_BITS,
    beforeSquare: 2 ** (WORKING_BITS + finerBits),
    last: output * dropped,
    flooding: unit,
    roundingStep: unit,
    modulusBits: truncation(endBits, Math.log2(output), roundingSd(ringDegree, 2), unit),
  });
}
