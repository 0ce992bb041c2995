import { type PlanName, VelumError } from "@velum/protocol";
import type { Approximation, ApproximationError } from "./approximation.ts";
import { chooseDegree } from "./choose-degree.ts";
import { chooseLayerDegrees } from "./choose-layer-degrees.ts";
import { runLayered } from "./fit-activation.ts";
import { type InputRanges, intervalOf } from "./input-groups.ts";
import type { LayeredNetwork } from "./layered-network.ts";

/** What decides how near an approximation must be. */
export interface ApproximationDemands {
  /** The promise that was asked for. */
  readonly maxError?: number | undefined;
  /** The plans that were asked for. */
  readonly plans?: readonly PlanName[] | undefined;
}

/** Unless a promise says more, an error is small enough whose rms is this share of the spread of the outputs on the range data. */
const NEAR = 1 / 256;
/** From this share on it is worth a key set to do better. */
const FAR = 1 / 32;

/**
 * The network with polynomials in place of its activations, in the order in which to try them. One hidden layer is multiplied out
 * without any key set where a polynomial of low degree is near enough; more, and what is not, takes a polynomial behind products of
 * ciphertexts.
 * @throws VelumError PLAN_RELINEARIZATION, COMPILE_RANGE_DATA
 */
export function chooseApproximations(
  network: LayeredNetwork,
  ranges: InputRanges,
  rows: readonly Float64Array[],
  { maxError, plans }: ApproximationDemands,
): readonly Approximation[] {
  const spread = spreadOf(network, rows);
  const isNear = ({ rms, largest }: ApproximationError): boolean =>
    maxError === undefined ? rms <= NEAR * spread : largest <= maxError;
  const behindProducts = (): readonly Approximation[] => chooseLayerDegrees(network, ranges, rows, isNear);
  if (network.hidden === null) return chooseDegree(network, ranges, rows);
  if (network.middle.length > 0) return behindProducts();
  if (plans?.every((plan) => plan === "diagonal")) return behindProducts();
  const multipliedOut = withoutKeys(network, ranges, rows, maxError);
  const [best] = multipliedOut;
  if (best !== undefined && (plans !== undefined || best.error === null || best.error.rms <= FAR * spread))
    return multipliedOut;
  return [...behindProducts(), ...multipliedOut];
}

/** Those that plans without a key set compute; none where the network is too wide for them. */
function withoutKeys(
  network: LayeredNetwork,
  ranges: InputRanges,
  rows: readonly Float64Array[],
  maxError: number | undefined,
): readonly Approximation[] {
  try {
    return chooseDegree(network, ranges, rows, maxError);
  } catch (error) {
    if (error instanceof VelumError && error.code === "COMPILE_TOO_WIDE") return [];
    throw error;
  }
}

/** The widest interval that an output takes on the range data. */
export function spreadOf(network: LayeredNetwork, rows: readonly Float64Array[]): number {
  if (rows.length === 0) return 0;
  const outputs = rows.map((x) => runLayered(network, x));
  return Math.max(
    ...Array.from(outputs[0]!, (_, c) => {
      const { lo, hi } = intervalOf(outputs.map((values) => values[c]!));
      return hi - lo;
    }),
  );
}
