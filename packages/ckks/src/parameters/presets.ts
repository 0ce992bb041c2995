import { createParameters, type Parameters } from "./create-parameters.ts";

/** Names of the presets. */
export type PresetName = "linear" | "linearStrong" | "columns" | "row" | "deep" | "wide";

const N12_30_BITS = createParameters({ ringDegree: 4096, primes: [1073692673, 1073668097, 1073651713] });

/**
 * The parameter sets that the compiler chooses from. Each is at least one bit under its limit; security by
 * lattice-estimator 27a581bb (MATZOV model) in docs/threat-model.md. P is the largest prime, so that no digit exceeds it.
 */
export const presets: Readonly<Record<PresetName, Parameters>> = Object.freeze({
  /** Linear models, one limb left for the answer. N=2048, 30+22 bits. 131.5 bits. */
  linear: createParameters({ ringDegree: 2048, primes: [1073692673, 4169729] }),
  /** Linear models with 40-bit statistical flooding. N=4096, 30x3 bits. 153.9 bits. */
  linearStrong: N12_30_BITS,
  /** Many rows, one hidden square layer, no evaluation key. The same primes as `linearStrong`. */
  columns: N12_30_BITS,
  /** One row, one hidden layer. N=8192, 30+29x3, P 30 bits. 193.3 bits. */
  row: createParameters({
    ringDegree: 8192,
    primes: [1073643521, 536690689, 536641537, 536608769],
    specialPrimes: [1073692673],
  }),
  /** One row, two hidden square layers. N=8192, 30+29x5, P 30 bits. 134.1 bits. */
  deep: createParameters({
    ringDegree: 8192,
    primes: [1073643521, 536690689, 536641537, 536608769, 536543233, 536494081],
    specialPrimes: [1073692673],
  }),
  /** More than five levels. N=16384, 30+29x11, P 30+30 bits, two primes a digit. 135.4 bits. */
  wide: createParameters({
    ringDegree: 16384,
    modulusBits: [30, ...Array.from({ length: 11 }, () => 29)],
    specialBits: [30, 30],
  }),
});
