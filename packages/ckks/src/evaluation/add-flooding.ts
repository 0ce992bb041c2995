import type { Context } from "../engine/context.ts";
import { CkksError } from "../errors.ts";
import { freshSeeds } from "../random/seeds.ts";
import { secretStreamKey } from "../random/streams.ts";
import { limbsAt } from "../values/level.ts";
import { checkPositions } from "./extract.ts";
import type { Register } from "./register.ts";
import { copyRegister } from "./sums.ts";

/** Bits and number of the uniform integers whose sum floods. */
export interface FloodingShape {
  readonly bits: number;
  readonly parts: number;
}

/** Bits of the widest flooding: what the sampler can sum in its two words. */
const MAX_FLOODING_BITS = 80;

/**
 * The flooding for a standard deviation: the sum of 12 to 64 uniform integers of `bits` bits, whose standard deviation
 * sqrt(parts (4^bits - 1) / 12) is at least the one asked for and at most 5 % above it. Integers on the full grid: a float64 Gaussian of
 * this width would leave low bits empty (A7). Twelve or more summands are within 2 % of a Gaussian in distribution.
 * @throws CkksError FLOODING_INVALID
 */
export function floodingShape(standardDeviation: number): FloodingShape {
  const bits = Math.floor(Math.log2(standardDeviation));
  if (!(bits >= 1 && bits <= MAX_FLOODING_BITS)) {
    throw new CkksError(
      "FLOODING_INVALID",
      `"standardDeviation" expected a number from 2 to 2^${MAX_FLOODING_BITS}, got ${String(standardDeviation)}`,
    );
  }
  return { bits, parts: Math.ceil((12 * standardDeviation ** 2) / (4 ** bits - 1)) };
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
  const { bits, parts } = shape;
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
    kernels.sampleWide(pairs, key, count, bits, parts);
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
export function checkFloodingFits({ ring }: Context, limbs: number, { bits, parts }: FloodingShape): void {
  const room = ring.moduli.slice(0, limbs).reduce((sum, q) => sum + Math.log2(q), -1);
  const width = bits - 1 + Math.log2(parts);
  if (width >= room) {
    throw new CkksError(
      "FLOODING_INVALID",
      `"standardDeviation" expected flooding below 2^${room.toFixed(2)}, got up to 2^${width.toFixed(2)}`,
    );
  }
}
