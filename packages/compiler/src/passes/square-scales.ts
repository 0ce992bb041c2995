import { MAX_TRUNCATED_BITS } from "@velum/ckks";
import { ERROR_SD, modulusBitsAt } from "@velum/protocol";
import type { Target } from "./choose-parameters.ts";
import { FLOODING_BITS, RANGE_BITS, roundingSd, type ScaleDemands, tooWide, unitOf, WIDEST } from "./scale-limits.ts";

/** Scales of a plan that squares a hidden layer. */
export interface SquareScales {
  readonly input: number;
  readonly hidden: number;
  /** Of the output weights; null where they are folded into the hidden layer. */
  readonly output: number | null;
  readonly flooding: number;
  readonly roundingStep: number;
  readonly outputLevel: number;
  readonly modulusBits: number | null;
}

/** How far the rounding of output weights stays below the flooding. */
const OUTPUT_MARGIN = 2;
/** What the norm of a hidden row is taken for, as a share of the root of the bound; measured on the fixtures. */
const ROW_SHARE = 1 / 12;
/** How far the rounding of truncated slots stays below the flooding, and how far at least: slots have long tails. */
const SLOT_MARGINS: readonly [wanted: number, least: number] = [8, 2];

/** What the scales of a plan with squares are chosen from; public as well. */
export interface SquareDemands extends Pick<ScaleDemands, "maxError" | "bound" | "inputNorm"> {
  readonly squares: number;
  /** Whether there are no output weights: a single output. */
  readonly folded: boolean;
}

/**
 * All bits of the modulus but those of the bound, as far as floodings can be drawn, go to the square: (input x hidden)^2 x
 * output. Output weights get what keeps their rounding below the flooding; input and hidden weights share the rest so that
 * encryption noise and rounding of a hidden value are about equal. Nothing is rescaled before the end; the response is
 * truncated, or keeps two limbs where the outputs are too wide for that.
 * @throws VelumError COMPILE_PRECISION
 */
export function chooseSquareScales(demands: SquareDemands, { parameters, inputLevel }: Target): SquareScales {
  const { bound, maxError, inputNorm, squares, folded } = demands;
  const unit = unitOf(maxError);
  const endBits = modulusBitsAt(parameters, inputLevel);
  const outputBits = folded ? 0 : outputWeightBits(squares, bound, unit);
  const range = endBits + 0.001 - RANGE_BITS - Math.log2(bound);
  const drawn = FLOODING_BITS - Math.log2(unit / Math.sqrt(parameters.slotCount));
  const factorBits = Math.floor((Math.min(range, drawn) - outputBits) / 2);
  const encryption = ERROR_SD * Math.sqrt(parameters.slotCount) * Math.sqrt(bound) * ROW_SHARE;
  const hiddenBits = Math.round((factorBits + Math.log2(inputNorm / (Math.sqrt(12) * encryption))) / 2);
  if (hiddenBits < 6 || factorBits - hiddenBits < 6 || bound > WIDEST) throw tooWide(bound);
  const deviation = roundingSd(parameters.ringDegree, 3) * Math.sqrt(parameters.slotCount);
  const modulusBits = slotTruncation(endBits - 2 * factorBits - outputBits, deviation / unit);
  return Object.freeze({
    input: 2 ** (factorBits - hiddenBits),
    hidden: 2 ** hiddenBits,
    output: folded ? null : 2 ** outputBits,
    flooding: unit,
    roundingStep: unit,
    outputLevel: modulusBits === null ? 1 : inputLevel,
    modulusBits,
  });
}

/** Bits of output weights, so that their rounding stays below the flooding `unit`. */
export const outputWeightBits = (squares: number, bound: number, unit: number): number =>
  Math.ceil(Math.log2((Math.sqrt(squares / 12) * bound * OUTPUT_MARGIN) / unit));

/** @param headroom - bits of the modulus above the scale; `rounding`, its deviation in units of the flooding at scale 1 */
export function slotTruncation(headroom: number, rounding: number): number | null {
  const [wanted, least] = SLOT_MARGINS.map((margin) => 2 * Math.ceil((headroom + Math.log2(rounding * margin)) / 2));
  if (least! > MAX_TRUNCATED_BITS) return null;
  return Math.min(wanted!, MAX_TRUNCATED_BITS);
}
