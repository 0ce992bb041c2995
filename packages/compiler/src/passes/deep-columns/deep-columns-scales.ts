import { modulusBitsAt } from "@velum/protocol";
import type { Target } from "../choose-parameters.ts";
import { RANGE_BITS, roundingSd, tooWide, unitOf, WIDEST } from "../scale-limits.ts";
import { outputWeightBits, slotTruncation } from "../square-scales.ts";

/** Scales of a plan in columns with several layers of squares. */
export interface DeepColumnsScales {
  readonly input: number;
  /** Of the weights of each layer; null for output weights that are signs. */
  readonly weights: readonly (number | null)[];
  readonly flooding: number;
  readonly roundingStep: number;
  readonly modulusBits: number | null;
}

/** Bits of the weights of hidden layers: their rounding then counts about as much as that of rescaling. */
const WEIGHT_BITS = 27;
/** Of values before a square: more would not make an output more exact, fewer drown it. */
const [MOST_BITS, LEAST_BITS] = [40, 24] as const;

/** What the scales are chosen from: public numbers alone. */
export interface DeepColumnsDemands {
  readonly bound: number;
  readonly maxError: number;
  /** Values of the last hidden layer. */
  readonly squares: number;
  /** Whether there are no output weights: a single output. */
  readonly folded: boolean;
}

/**
 * From the end to the beginning: the last squares, times the output's weights, fill the modulus as far as the bound allows; the values
 * before them take what their own rescalings leave. Values between layers may wrap nowhere but at the end, so that a level's spare bits
 * go into the scale: 2^33 to 2^40 where primes are of 29 bits.
 * @throws VelumError COMPILE_PRECISION
 */
export function chooseDeepColumnsScales(
  layers: number,
  { bound, maxError, squares, folded }: DeepColumnsDemands,
  { parameters, inputLevel, protectLevel, outputLevel }: Target,
): DeepColumnsScales {
  const { primes, ringDegree, slotCount } = parameters;
  const unit = unitOf(maxError);
  const lastLevel = protectLevel + 1;
  const outputBits = folded ? 0 : outputWeightBits(squares, bound, unit);
  const room =
    modulusBitsAt(parameters, protectLevel) + Math.log2(primes[lastLevel]!) + 0.001 - RANGE_BITS - Math.log2(bound);
  // Before each square, the last first.
  const bits = [Math.min(MOST_BITS, Math.floor((room - outputBits) / 2))];
  for (let level = lastLevel + 1; bits.length < layers - 1; level += 2) {
    const dropped = Math.log2(primes[level]!) + Math.log2(primes[level + 1]!);
    bits.unshift(Math.min(MOST_BITS, Math.floor((bits[0]! + dropped - WEIGHT_BITS) / 2)));
  }
  if (bits.some((own) => own < LEAST_BITS) || bound > WIDEST) throw tooWide(bound);
  const input = 2 ** Math.round(bits[0]! + Math.log2(primes[inputLevel]!) - WEIGHT_BITS);
  const first = (2 ** bits[0]! * primes[inputLevel]!) / input;
  const later = bits.slice(1).map((own, k) => {
    const level = inputLevel - 1 - 2 * k;
    return (2 ** own * primes[level]! * primes[level - 1]!) / 2 ** (2 * bits[k]!);
  });
  const scale = 2 * bits.at(-1)! + outputBits - Math.log2(primes[lastLevel]!);
  const endBits = modulusBitsAt(parameters, outputLevel);
  const deviation = roundingSd(ringDegree, 2) * Math.sqrt(slotCount);
  const modulusBits = slotTruncation(endBits - scale, deviation / unit);
  return Object.freeze({
    input,
    weights: Object.freeze([first, ...later, folded ? null : 2 ** outputBits]),
    flooding: unit,
    roundingStep: unit,
    modulusBits: modulusBits !== null && modulusBits > endBits - 2 ? null : modulusBits,
  });
}
