import type { Scope } from "../engine/engine.ts";
import type { Pointer } from "../engine/kernel-exports.ts";
import type { ModulusIndex, Ring } from "../engine/ring.ts";
import type { SecretSeed } from "./seeds.ts";
import { type SecretPurpose, secretStreamKey } from "./streams.ts";

/** How a secret polynomial is distributed: uniform in {-1, 0, 1}, or centred binomial with sigma 3.24. */
export type SecretDistribution = "ternary" | "binomial";

/**
 * Samples a small secret polynomial: n signed 32-bit coefficients in a block of the (secret) scope. Branch-free (C9).
 * @param index - tells apart the polynomials of one operation
 */
export function sampleSecret(
  ring: Ring,
  scope: Scope,
  distribution: SecretDistribution,
  purpose: SecretPurpose,
  index: number,
  seed: SecretSeed,
): Pointer {
  const small = scope.allocate(ring.limbBytes);
  const streamKey = secretStreamKey(purpose, index, seed);
  const key = scope.loadBytes(streamKey);
  streamKey.fill(0);
  if (distribution === "ternary") ring.kernels.sampleTernary(small, key, ring.n);
  else ring.kernels.sampleBinomial(small, key, ring.n);
  return small;
}

/** The residues of small signed coefficients modulo one prime, in NTT form, at `out`. */
export function smallToNtt(ring: Ring, out: Pointer, small: Pointer, index: ModulusIndex): void {
  ring.kernels.signedToResidues(out, small, ring.n, ring.modulus(index));
  ring.kernels.ntt(out, ring.record(index));
}
