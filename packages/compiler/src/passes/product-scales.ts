import { MAX_TRUNCATED_BITS } from "@velum/ckks";
import { ERROR_SD, modulusBitsAt, STRONG_BITS, statisticalBits } from "@velum/protocol";
import type { Target } from "./choose-parameters.ts";
import { FLOODING_BITS, RANGE_BITS, roundingSd, type ScaleDemands, tooWide, unitOf, WIDEST } from "./scale-limits.ts";

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

/** How far the rounding of the weights stays below the flooding, where there is room. */
const WEIGHT_MARGIN = 256;
/** How far the encryption noise must stay below it before the weights give up bits for the inputs. */
const INPUT_MARGIN = 8;
/** How far the rounding of the truncation stays below the flooding. */
const TRUNCATION_MARGIN = 32;

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

/**
 * The fewest even bits whose rounding, met by a ternary secret, stays below the flooding; null if they save little or are more
 * than a truncated coefficient can have.
 */
export function truncation(endBits: number, scaleBits: number, deviation: number, flooding: number): number | null {
  const needed = endBits - scaleBits + Math.log2((deviation * TRUNCATION_MARGIN) / flooding);
  const bits = 2 * Math.ceil(needed / 2);
  return bits <= endBits - 2 && bits <= MAX_TRUNCATED_BITS ? Math.max(8, bits) : null;
}
