import { type Parameters, type PresetName, presets } from "@velum/ckks";
import type { ProtectionLevel } from "@velum/protocol";

/** A preset and what lattice-estimator says of it. */
export interface ChosenParameters {
  readonly preset: PresetName;
  readonly parameters: Parameters;
  /** Bits of the cheapest attack, lattice-estimator 27a581bb, MATZOV model. */
  readonly securityBits: number;
}

const CHOICES: Readonly<Record<ProtectionLevel, ChosenParameters>> = Object.freeze({
  // 30 + 22 bits: one prime to rescale by, one limb for the answer and its mask.
  standard: Object.freeze({ preset: "linear", parameters: presets.linear, securityBits: 131.5 }),
  // 3 x 30 bits: zero and flooding are added at the full modulus, before anything is dropped (A4).
  strong: Object.freeze({ preset: "linearStrong", parameters: presets.linearStrong, securityBits: 153.9 }),
});

/** The smallest preset that holds a linear model with this protection. */
export const chooseParameters = (protection: ProtectionLevel): ChosenParameters => CHOICES[protection];
