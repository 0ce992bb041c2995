import { modulusBitsAt } from "@velum/protocol";
import type { Target } from "../choose-parameters.ts";
import { RANGE_BITS, roundingSd, tooWide, unitOf, WIDEST } from "../scale-limits.ts";
import { slotTruncation } from "../square-scales.ts";

/** Scales of a plan in columns with polynomials of one hidden layer. */
export interface PolynomialColumnsScales {
  readonly input: number;
  readonly hidden: number;
  /** Of what squares are multiplied by. */
  readonly factors: number;
  /** Of the linear terms' coefficients. */
  readonly lines: number;
  readonly flooding: number;
  readonly roundingStep: number;
  readonly modulusBits: number | null;
}

/** The hidden weights' rounding then drowns in that of rescaling. */
const HIDDEN_BITS = 26;
/** Fewer bits of coefficients say nothing of a polynomial any more. */
const LEAST_FACTOR_BITS = 12;

/**
 * Hidden values have the prime's scale that their squares are divided by, so that value and square have one scale; coefficients get
 * the bits that the bound leaves. Public numbers alone decide.
 * @throws VelumError COMPILE_PRECISION
 */
export function choosePolynomialColumnsScales(
  { bound, maxError }: { readonly bound: number; readonly maxError: number },
  { parameters, inputLevel, protectLevel, outputLevel }: Target,
): PolynomialColumnsScales {
  const { primes, ringDegree, slotCount } = parameters;
  const unit = unitOf(maxError);
  const working = primes[inputLevel - 1]!;
  const last = primes[protectLevel + 1]!;
  const room = modulusBitsAt(parameters, protectLevel) + Math.log2(last) + 0.001 - RANGE_BITS - Math.log2(bound);
  const factorBits = Math.floor(room - 2 * Math.log2(working));
  if (factorBits < LEAST_FACTOR_BITS || bound > WIDEST) throw tooWide(bound);
  const input = 2 ** Math.round(Math.log2(working) + Math.log2(primes[inputLevel]!) - HIDDEN_BITS);
  const endBits = modulusBitsAt(parameters, outputLevel);
  const scaleBits = 2 * Math.log2(working) + factorBits - Math.log2(last);
  const deviation = roundingSd(ringDegree, 2) * Math.sqrt(slotCount);
  const modulusBits = slotTruncation(endBits - scaleBits, deviation / unit);
  return Object.freeze({
    input,
    hidden: (working * primes[inputLevel]!) / input,
    factors: 2 ** factorBits,
    lines: working * 2 ** factorBits,
    flooding: unit,
    roundingStep: unit,
    modulusBits: modulusBits !== null && modulusBits > endBits - 2 ? null : modulusBits,
  });
}
