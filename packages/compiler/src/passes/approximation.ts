import { type PolynomialNetwork, runLayered, runPolynomial } from "./fit-activation.ts";
import type { LayeredNetwork } from "./layered-network.ts";

/** How far the outputs of the approximated network are from those of the network, on the range data. */
export interface ApproximationError {
  readonly rms: number;
  readonly largest: number;
}

/** An approximated network and what that costs. */
export interface Approximation {
  readonly network: PolynomialNetwork;
  /** null where nothing was approximated, or no range data say how much. */
  readonly error: ApproximationError | null;
}

export function approximationError(
  network: LayeredNetwork,
  fitted: PolynomialNetwork,
  rows: readonly Float64Array[],
): ApproximationError {
  const errors = rows.flatMap((x) => {
    const exact = runLayered(network, x);
    return Array.from(runPolynomial(fitted, x), (value, i) => value - exact[i]!);
  });
  return {
    rms: Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length),
    largest: errors.reduce((most, error) => Math.max(most, Math.abs(error)), 0),
  };
}
