import type { Parameters } from "@velum/ckks";
import { ERROR_SD, STRONG_BITS, statisticalBits, VelumError } from "@velum/protocol";
import type { CheckedModel } from "./check-model.ts";
import type { ProvedRange } from "./prove-range.ts";

/** Scales, flooding and truncation: from public numbers alone. */
export interface DotScales {
  readonly input: number;
  readonly weights: number;
  /** Where the bias is added and the zero comes: 0 after a rescale (`standard`), the top (`strong`, A4). */
  readonly protectLevel: number;
  /** Scale at `protectLevel`. */
  readonly atProtect: number;
  /** Scale on one limb: a power of two. */
  readonly output: number;
  /** Standard deviation of the flooding in units of the output. */
  readonly flooding: number;
  readonly roundingStep: number;
  readonly modulusBits: number | null;
  /** For `strong`: bits of statistical flooding per value, from public bounds. 0 otherwise. */
  readonly statisticalBits: number;
}

/** Bits at the end beyond scale and bound: sign and reserve. */
const RANGE_BITS = 2;
/** How far the rounding of the weights stays below the flooding. */
const WEIGHT_MARGIN = 256;
/** How far the rounding of the truncation stays below the flooding. */
const TRUNCATION_MARGIN = 32;

/**
 * The output scale is the largest power of two at which the bound cannot wrap on the first prime. Weights get the bits that
 * the precision needs and inputs all others, so that the inputs' noise drowns in the flooding. Every plaintext scale is
 * taken from the primes that will be dropped, so the output scale is exact.
 * @throws VelumError COMPILE_PRECISION
 */
export function chooseScales(
  { options }: CheckedModel,
  { bound, inputNorm, weightNorm }: ProvedRange,
  parameters: Parameters,
): DotScales {
  const { primes, ringDegree } = parameters;
  const strong = options.protection === "strong";
  const limbBits = Math.log2(primes[0]!);
  const outputBits = Math.floor(limbBits + 0.001 - RANGE_BITS - Math.log2(bound));
  if (outputBits < 1) throw tooWide(bound);
  const output = 2 ** outputBits;
  const unit = 2 ** Math.floor(Math.log2(options.maxError / 8));
  const product = primes.slice(1).reduce((scale, q) => scale * q, output);
  const weightBits = Math.ceil(Math.log2((inputNorm * WEIGHT_MARGIN) / (Math.sqrt(12) * unit)));
  const input = 2 ** Math.floor(Math.log2(product) - weightBits);
  if (input < 2) throw tooWide(bound);
  const hiddenSd = ERROR_SD * weightNorm * (product / input);
  const flooding = strong ? Math.max(unit, floodingFor(hiddenSd / product)) : unit;
  return Object.freeze({
    input,
    weights: product / input,
    protectLevel: strong ? parameters.maxLevel : 0,
    atProtect: strong ? product : output,
    output,
    flooding,
    roundingStep: unit,
    modulusBits: truncation(ringDegree, limbBits, outputBits, flooding),
    statisticalBits: strong ? statisticalBits(flooding * product, hiddenSd) : 0,
  });
}

/** The flooding, a power of two, that gives `strong` its bits over noise of deviation `hidden`. */
const floodingFor = (hidden: number): number => 2 ** Math.ceil(STRONG_BITS + Math.log2(hidden / Math.PI));

/** The fewest even bits whose rounding, met by a ternary secret, stays below the flooding; null if they save little. */
function truncation(ringDegree: number, limbBits: number, outputBits: number, flooding: number): number | null {
  const roundingSd = Math.sqrt((1 + (2 * ringDegree) / 3) / 12);
  const needed = limbBits - outputBits + Math.log2((roundingSd * TRUNCATION_MARGIN) / flooding);
  const bits = 2 * Math.ceil(needed / 2);
  return bits <= limbBits - 2 ? Math.max(8, bits) : null;
}

const tooWide = (bound: number): VelumError =>
  new VelumError("COMPILE_PRECISION", {
    argument: "schema",
    expected: "narrower ranges of the features",
    got: `outputs up to ${bound}`,
  });
