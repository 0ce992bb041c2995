import type { Context } from "../engine/context.ts";
import type { Pointer } from "../engine/kernel-exports.ts";
import { CkksError } from "../errors.ts";
import { freshSeeds } from "../random/seeds.ts";
import { secretStreamKey } from "../random/streams.ts";
import { limbsAt } from "../values/level.ts";
import { checkPositions } from "./extract.ts";
import type { Register } from "./register.ts";
import { copyRegister } from "./sums.ts";

/** A flooding value: `step` times the centred number of ones among 32 coins, plus a uniform integer of `bits` bits. */
export interface FloodingShape {
  readonly bits: number;
  readonly step: number;
}

/** Bits of the widest flooding: what the sampler can sum in its two words. */
const MAX_FLOODING_BITS = 80;

/** Variance of the flooding. */
export const floodingVariance = ({ bits, step }: FloodingShape): number => 8 * step ** 2 + (4 ** bits - 1) / 12;

/**
 * The flooding for a standard deviation, which is at least the one asked for and at most 2.9 above it, for the rounding of the step. The
 * step is from half of 2^bits to all of it, so that the uniform integer leaves no gap between the steps.
 *
 * Integers on the full grid, whose low bits are exactly uniform: a float64 Gaussian of this width would leave them empty (A7).
 * What counts for hiding is the height of the density, since the distance of a distribution with one peak from itself moved by
 * d is d times that: at most C(32, 16) / 2^32 / 2^bits, 0.398 over the deviation where the Gaussian has 0.399. A value costs two
 * to four words of random stream; a sum of uniform integers as smooth took twelve to 144.
 * @throws CkksError FLOODING_INVALID
 */
export function floodingShape(standardDeviation: number): FloodingShape {
  if (!(standardDeviation >= 2 && standardDeviation <= 2 ** MAX_FLOODING_BITS)) {
    throw new CkksError(
      "FLOODING_INVALID",
      `"standardDeviation" expected a number from 2 to 2^${MAX_FLOODING_BITS}, got ${String(standardDeviation)}`,
    );
  }
  const bits = Math.max(1, Math.ceil(Math.log2(standardDeviation / Math.sqrt(8 + 1 / 12))));
  const ofSteps = standardDeviation ** 2 - (4 ** bits - 1) / 12;
  return { bits, step: Math.max(1, Math.ceil(Math.sqrt(ofSteps / 8))) };
}

/** Draws `count` flooding values into pairs of 64-bit integers, as the kernels keep them. */
export function drawFlooding(
  { ring }: Context,
  pairs: Pointer,
  key: Pointer,
  count: number,
  { bits, step }: FloodingShape,
): void {
  const words = [1, 2 ** 32, 2 ** 64].map((unit) => Math.floor(step / unit) % 2 ** 32) as [number, number, number];
  ring.kernels.sampleWide(pairs, key, count, bits, ...words);
}

/**
 * Adds wide integer noise to the message's coefficients at `positions`, in units of the scaled integers. Choose the
 * deviation from public bounds only: one taken from weights would tell their norm (A7).
 * @throws CkksError FLOODING_INVALID, POSITIONS_INVALID, RANDOMNESS_UNAVAILABLE
 */
export function addFlooding(
  context: Context,
  a: Register,
  positions: readonly number[],
  standardDeviation: number,
): Register {
  checkPositions(context, positions);
  const shape = floodingShape(standardDeviation);
  const limbs = limbsAt(a.level);
  checkFloodingFits(context, limbs, shape);
  const { ring } = context;
  const { engine, kernels, n } = ring;
  const { secretSeed } = freshSeeds(new Uint8Array(), new Uint8Array());
  const out = copyRegister(context, a, a.level);
  engine.scopedSecret((scope) => {
    const key = scope.loadBytes(secretStreamKey("flooding", 0, secretSeed));
    const count = Math.ceil(positions.length / 8) * 8;
    const pairs = scope.allocate(16 * count);
    const residues = scope.allocate(4 * count);
    const noise = scope.allocate(ring.limbBytes);
    drawFlooding(context, pairs, key, count, shape);
    for (let i = 0; i < limbs; i++) {
      kernels.wideToResidues(residues, pairs, count, ring.record(i));
      const words = engine.u32.subarray(noise / 4, noise / 4 + n).fill(0);
      positions.forEach((position, k) => {
        words[position] = engine.u32[residues / 4 + k]!;
      });
      kernels.ntt(noise, ring.record(i));
      const at = ring.limb(out.parts[0]!, i);
      kernels.add(at, at, noise, n, ring.modulus(i));
    }
  });
  secretSeed.fill(0);
  return out;
}

/** The largest flooding value must stay below half the modulus, else it would wrap. @throws CkksError FLOODING_INVALID */
export function checkFloodingFits({ ring }: Context, limbs: number, { bits, step }: FloodingShape): void {
  const room = ring.moduli.slice(0, limbs).reduce((sum, q) => sum + Math.log2(q), -1);
  const width = Math.log2(16 * step + 2 ** (bits - 1));
  if (width >= room) {
    throw new CkksError(
      "FLOODING_INVALID",
      `"standardDeviation" expected flooding below 2^${room.toFixed(2)}, got up to 2^${width.toFixed(2)}`,
    );
  }
}
