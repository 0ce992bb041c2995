import type { OperationCounts } from "./operation-counts.ts";

/** How fast one thread runs the kernels, in nanoseconds; measured where the program will run. */
export interface KernelRates {
  /** One butterfly of a transform; a limb has (N/2) log2 N. */
  readonly butterfly: number;
  /** One product of two residues. */
  readonly multiply: number;
  /** One product that is summed before it is reduced. */
  readonly accumulate: number;
  /** One sum or difference. */
  readonly add: number;
  /** One change of modulus. */
  readonly convert: number;
  /** One random coefficient with its share of the ChaCha20 stream. */
  readonly sample: number;
}

/**
 * Microseconds of one thread for the counted kernel calls. Calls, copies and bytes come on top: expect 1.3 to 2 times.
 * @example estimateCost(countOperations(program, states), 2048, rates)
 */
export function estimateCost(counts: OperationCounts, ringDegree: number, rates: KernelRates): number {
  const butterflies = counts.ntt * (ringDegree / 2) * Math.log2(ringDegree);
  const perCoefficient =
    counts.multiply * rates.multiply +
    counts.accumulate * rates.accumulate +
    counts.add * rates.add +
    counts.convert * rates.convert +
    counts.sample * rates.sample;
  return (butterflies * rates.butterfly + perCoefficient * ringDegree) / 1000;
}
