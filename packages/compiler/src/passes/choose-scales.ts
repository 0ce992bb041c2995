import { MAX_TRUNCATED_BITS } from "@velum/ckks";
import {
  ERROR_SD,
  modulusBitsAt,
  type ProtectionLevel,
  STRONG_BITS,
  statisticalBits,
  VelumError,
} from "@velum/protocol";
import type { Target } from "./choose-parameters.ts";

/** What scales are chosen from: public numbers alone, so that they tell nothing else of the weights. */
export interface ScaleDemands {
  readonly protection: ProtectionLevel;
  readonly maxError: number;
  /** Largest absolute output, a power of two. */
  readonly bound: number;
  /** Largest Euclidean norm of what is encrypted of one row. */
  readonly inputNorm: number;
  /** No weights have a larger Euclidean norm together: from the bound, or rounded up to a power of two. */
  readonly weightNorm: number;
}

/** Scales, flooding and truncation of a plan with one product. */
export interface ProductScales {
  readonly input: number;
  readonly weights: number;
  /** Scale where the bias is added and the zero comes. */
  readonly atProtect: number;
  /** Standard deviation of the flooding in units of the output. */
  readonly flooding: number;
  readonly roundingStep: number;
  readonly modulusBits: number | null;
  /** For `strong`: bits of statistical flooding per value, from public bounds. 0 otherwise. */
  readonly statisticalBits: number;
}

/** Bits at the end beyond scale and bound: sign and reserve. */
const RANGE_BITS = 2;
/** The widest flooding that can be drawn is of 2^80 integers (PROGRAM_FLOODING): a wide modulus cannot be filled with scale. */
const FLOODING_BITS = 80;
/** The largest bound that a contract can state. */
const WIDEST = 2 ** 40;
/** How far the rounding of the weights stays below the flooding, where there is room. */
const WEIGHT_MARGIN = 256;
/** How far the encryption noise must stay below it before the weights give up bits for the inputs. */
const INPUT_MARGIN = 8;
/** How far the rounding of the truncation stays below the flooding. */
const TRUNCATION_MARGIN = 32;

/** The flooding of `standard`, and what outputs are rounded to: the largest power of two up to an eighth of the promise. */
export const unitOf = (maxError: number): number => 2 ** Math.floor(Math.log2(maxError / 8));

/**
 * The output scale is the largest power of two at which the bound cannot wrap where the program ends. Weights get the bits
 * that the precision needs and inputs all others, so that the inputs' noise drowns in the flooding. Every plaintext scale is
 * taken from the primes that will be dropped, so the output scale is exact.
 * @throws VelumError COMPILE_PRECISION
 */
export function chooseProductScales(demands: ScaleDemands, target: Target): ProductScales {
  const { bound, inputNorm, weightNorm } = demands;
  const { parameters, inputLevel, protectLevel, outputLevel } = target;
  const { primes, ringDegree } = parameters;
  const strong = demands.protection === "strong";
  const endBits = modulusBitsAt(parameters, outputLevel);
  const unit = unitOf(demands.maxError);
  const dropped = primes.slice(outputLevel + 1, inputLevel + 1).reduce((scale, q) => scale * q, 1);
  const output = outputScale(endBits, bound, FLOODING_BITS - Math.log2(unit * dropped));
  const product = output * dropped;
  const input = 2 ** Math.floor(Math.log2(product) - weightBits(inputNorm, weightNorm, product, unit));
  if (input < 2) throw tooWide(bound);
  const hiddenSd = ERROR_SD * weightNorm * (product / input);
  const flooding = strong ? Math.max(unit, floodingFor(hiddenSd / product)) : unit;
  return Object.freeze({
    input,
    weights: product / input,
    atProtect: primes.slice(protectLevel + 1, inputLevel + 1).reduce((scale, q) => scale / q, product),
    flooding,
    roundingStep: unit,
    modulusBits: truncation(endBits, Math.log2(output), roundingSd(ringDegree, 2), flooding),
    statisticalBits: strong ? statisticalBits(flooding * product, hiddenSd) : 0,
  });
}

/** The largest power of two at which a bound cannot wrap, of at most 2^most. @throws VelumError COMPILE_PRECISION */
export function outputScale(endBits: number, bound: number, most: number): number {
  const bits = Math.floor(Math.min(endBits + 0.001 - RANGE_BITS - Math.log2(bound), most));
  if (bits < 1 || bound > WIDEST) throw tooWide(bound);
  return 2 ** bits;
}

function weightBits(inputNorm: number, weightNorm: number, product: number, unit: number): number {
  const rounding = (bits: number): number => inputNorm / (Math.sqrt(12) * 2 ** bits);
  const encryption = (bits: number): number => (ERROR_SD * weightNorm * 2 ** bits) / product;
  let bits = Math.ceil(Math.log2((inputNorm * WEIGHT_MARGIN) / (Math.sqrt(12) * unit)));
  while (encryption(bits) > unit / INPUT_MARGIN && rounding(bits - 1) < unit / INPUT_MARGIN) bits--;
  return bits;
}

/** The flooding, a power of two, that gives `strong` its bits over noise of deviation `hidden`. */
const floodingFor = (hidden: number): number => 2 ** Math.ceil(STRONG_BITS + Math.log2(hidden / Math.PI));

/** Deviation of a coefficient's error when something is rounded away: r_0 + r_1 s (+ r_2 s^2). */
export function roundingSd(ringDegree: number, parts: 2 | 3): number {
  const weight = (2 * ringDegree) / 3;
  return Math.sqrt((1 + weight + (parts === 3 ? 2 * weight ** 2 : 0)) / 12);
}

/**
 * The fewest even bits whose rounding, met by a ternary secret, stays below the flooding; null if they save little or are more
 * than a truncated coefficient can have.
 */
export function truncation(endBits: number, scaleBits: number, deviation: number, flooding: number): number | null {
  const needed = endBits - scaleBits + Math.log2((deviation * TRUNCATION_MARGIN) / flooding);
  const bits = 2 * Math.ceil(needed / 2);
  return bits <= endBits - 2 && bits <= MAX_TRUNCATED_BITS ? Math.max(8, bits) : null;
}

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
  const outputBits = folded ? 0 : Math.ceil(Math.log2((Math.sqrt(squares / 12) * bound * OUTPUT_MARGIN) / unit));
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

/** @param headroom - bits of the modulus above the scale; `rounding`, its deviation in units of the flooding at scale 1 */
function slotTruncation(headroom: number, rounding: number): number | null {
  const [wanted, least] = SLOT_MARGINS.map((margin) => 2 * Math.ceil((headroom + Math.log2(rounding * margin)) / 2));
  if (least! > MAX_TRUNCATED_BITS) return null;
  return Math.min(wanted!, MAX_TRUNCATED_BITS);
}

const tooWide = (bound: number): VelumError =>
  new VelumError("COMPILE_PRECISION", {
    argument: "schema",
    expected: "narrower ranges of the features",
    got: `outputs up to ${bound}`,
  });
