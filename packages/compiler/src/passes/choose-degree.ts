import { VelumError } from "@velum/protocol";
import { MAX_MONOMIALS } from "@velum/tabular";
import { type Approximation, approximationError } from "./approximation.ts";
import { exactDegree, fitActivation } from "./fit-activation.ts";
import type { InputRanges } from "./input-groups.ts";
import type { LayeredNetwork } from "./layered-network.ts";
import { fitsColumns, fitsDot } from "./plan-limits.ts";

/** Degrees of polynomials of a hidden layer. */
const DEGREES: readonly number[] = [2, 3, 4];
/** A higher degree must leave less than this share of the error. */
const WORTH = 0.9;

/**
 * The network with polynomials in place of its activation, in the order in which to try them: first the degree from which a
 * higher one no longer lowers the error by a tenth, or that is within the promise already; then the others.
 * @throws VelumError COMPILE_TOO_WIDE if no degree fits; COMPILE_RANGE_DATA
 */
export function chooseDegree(
  network: LayeredNetwork,
  ranges: InputRanges,
  rows: readonly Float64Array[],
  maxError = 0,
): readonly Approximation[] {
  if (network.hidden === null) return [{ network: fitActivation(network, ranges, rows, 1), error: null }];
  const { activation } = network.hidden;
  const exact = exactDegree(activation);
  const degrees = DEGREES.filter((degree) => isFeasible(network, degree));
  if (exact !== undefined && (degrees.includes(exact) || (DEGREES.includes(exact) && fitsColumns(network.features)))) {
    return [{ network: fitActivation(network, ranges, rows, exact), error: null }];
  }
  if (degrees.length === 0) throw tooWide(network, activation.name);
  const candidates = degrees.map((degree): Approximation => {
    const fitted = fitActivation(network, ranges, rows, degree);
    return { network: fitted, error: approximationError(network, fitted, rows) };
  });
  return inOrder(candidates, maxError);
}

/** Multiplied out in one ciphertext, or squared in columns. */
const isFeasible = ({ features, outputs }: LayeredNetwork, degree: number): boolean =>
  fitsDot(features, degree, outputs) || (degree === 2 && fitsColumns(features));

function inOrder(candidates: readonly Approximation[], enough: number): readonly Approximation[] {
  const rms = ({ error }: Approximation): number => error!.rms;
  let best = candidates[0]!;
  for (const candidate of candidates.slice(1)) {
    if (best.error!.largest > enough && rms(candidate) < WORTH * rms(best)) best = candidate;
  }
  return [best, ...candidates.filter((other) => other !== best).sort((a, b) => rms(a) - rms(b))];
}

function tooWide({ features, outputs }: LayeredNetwork, activation: string): VelumError {
  return new VelumError("COMPILE_TOO_WIDE", {
    argument: `layers, ${activation}`,
    expected: `few enough features and outputs for all monomials of degree 2 (at most ${MAX_MONOMIALS} a row), or the plan columns`,
    got: `${features} features, ${outputs} outputs`,
  });
}
