import type { Context } from "../engine/context.ts";
import { CkksError } from "../errors.ts";
import { freshSeeds } from "../random/seeds.ts";
import { secretStreamKey } from "../random/streams.ts";
import { limbsAt } from "../values/level.ts";
import { checkPositions } from "./extract.ts";
import type { Register } from "./register.ts";
import { copyRegister } from "./sums.ts";

/** A flooding value: 2^bits times the centred number of ones among `coins` coins, plus a uniform integer of `bits` bits. */
export interface FloodingShape {
  readonly bits: number;
  readonly coins: number;
}

/** Bits of the widest flooding: what the sampler can sum in its two words. */
const MAX_FLOODING_BITS = 80;
/** Two words of coins. */
const MOST_COINS = 64;

/** Variance of the flooding. */
export const floodingVariance = ({ bits, coins }: FloodingShape): number => 4 ** bits * (coins / 4 + 1 / 12) - 1 / 12;

/**
 * The flooding for a standard deviation, which is at least the one asked for and at most 4 % above it: 16 to 64 coins (below a
 * deviation of 5 fewer, and at most 13 % above it).
 *
 * Integers on the full grid, whose low bits are exactly uniform: a float64 Gaussian of this width would leave them empty (A7).
 * The steps of the coins are as wide as the uniform integer, so that the density falls from its middle to both ends; and such a
 * density, moved by d, is at distance d times its height from itself. That is C(coins, coins/2) / 2^(coins + bits): at most the
 * height of a Gaussian, 0.399 over the deviation. A value costs two to five words of random stream, where a sum of uniform
 * integers took 12 to 144.
 * @throws CkksError FLOODING_INVALID
 */
export function floodingShape(standardDeviation: number): FloodingShape {
  if (!(standardDeviation >= 2 && standardDeviation <= 2 ** MAX_FLOODING_BITS)) {
    throw new CkksError(
      "FLOODING_INVALID",
      `"standardDeviation" expected a number from 2 to 2^${MAX_FLOODING_BITS}, got ${String(standardDeviation)}`,
    );
  }
  const widest = Math.sqrt(MOST_COINS / 4 + 1 / 12);
  const bits = Math.max(1, Math.ceil(Math.log2(standardDeviation / widest)));
  const coins = Math.ceil(4 * ((standardDeviation ** 2 + 1 / 12) / 4 ** bits - 1 / 12));
  return { bits, coins: Math.min(coins, MOST_COINS) };
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
    kernels.sampleWide(pairs, key, count, shape.bits, shape.coins);
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
export function checkFloodingFits({ ring }: Context, limbs: number, { bits, coins }: FloodingShape): void {
  const room = ring.moduli.slice(0, limbs).reduce((sum, q) => sum + Math.log2(q), -1);
  const width = bits - 1 + Math.log2(coins + 1);
  if (width >= room) {
    throw new CkksError(
      "FLOODING_INVALID",
      `"standardDeviation" expected flooding below 2^${room.toFixed(2)}, got up to 2^${width.toFixed(2)}`,
    );
  }
}
