import type { Parameters } from "../parameters/create-parameters.ts";
import type { PublicSeed } from "../random/seeds.ts";
import type { GaloisElement } from "./galois-element.ts";
import type { Level } from "./level.ts";
import type { Poly } from "./poly.ts";

/** An encryption of zero (p_0, p_1) under the owner's secret; p_1 is always the expansion of `seed`. */
export interface PublicKey {
  readonly kind: "public-key";
  readonly parameters: Parameters;
  /** Highest level at which it can encrypt. */
  readonly level: Level;
  readonly seed: PublicSeed;
  readonly p0: Poly<"ntt">;
  readonly p1: Poly<"ntt">;
}

/**
 * A key-switching key: for each digit d an encryption of P g_d s', g_d being 1 modulo the digit's primes and 0 modulo the
 * others. Limbs: the level's ciphertext primes, then the special primes. The a_d are the expansion of `seed`.
 */
export interface KeySwitchingKey {
  readonly level: Level;
  readonly seed: PublicSeed;
  /** b_d: the halves that travel. */
  readonly bodies: readonly Poly<"ntt">[];
  /** a_d: expanded from the seed. */
  readonly masks: readonly Poly<"ntt">[];
}

/** Switches s^2 back to s after a product. */
export interface RelinearizationKey {
  readonly kind: "relinearization-key";
  readonly parameters: Parameters;
  readonly key: KeySwitchingKey;
}

/** Switches the secret's image under the inverse automorphism, so that one decomposition serves many rotations. */
export interface GaloisKey {
  readonly kind: "galois-key";
  readonly parameters: Parameters;
  readonly element: GaloisElement;
  readonly key: KeySwitchingKey;
}

/** The keys that an evaluator may use. */
export interface EvaluationKeys {
  readonly relinearization?: RelinearizationKey;
  readonly galois?: readonly GaloisKey[];
}

/** Digits of a key at a level: groups of as many primes as there are special primes. */
export const digitCount = (parameters: Parameters, level: Level): number =>
  parameters.specialPrimes.length === 0 ? 0 : Math.ceil((level + 1) / parameters.specialPrimes.length);
