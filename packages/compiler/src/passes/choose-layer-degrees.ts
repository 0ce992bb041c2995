import { VelumError } from "@velum/protocol";
import type { Activation } from "../network/activation.ts";
import { type Approximation, type ApproximationError, approximationError } from "./approximation.ts";
import { MOST_LEVELS } from "./choose-parameters.ts";
import { degreeLevels } from "./diagonal/diagonal-network.ts";
import { exactDegree } from "./fit-activation.ts";
import { fitLayers } from "./fit-layers.ts";
import type { InputRanges } from "./input-groups.ts";
import type { HiddenLayer, LayeredNetwork } from "./layered-network.ts";

/** Degrees of polynomials behind products of ciphertexts. Each number of levels has its highest, and some below with fewer products. */
export const LAYER_DEGREES: readonly number[] = [2, 3, 5, 7, 11, 15, 23, 31];

/**
 * The network with polynomials for all its activations, in the order in which to try them: the lowest degrees at which the outputs
 * on the range data are near enough, or from which higher ones no longer lower the error by a tenth; then others, the better
 * before the worse. An activation that is a polynomial keeps its degree.
 * @param isNear - whether an error is small enough
 * @throws VelumError PLAN_RELINEARIZATION if no preset has the levels; COMPILE_RANGE_DATA
 */
export function chooseLayerDegrees(
  network: LayeredNetwork,
  ranges: InputRanges,
  rows: readonly Float64Array[],
  isNear: (error: ApproximationError) => boolean,
): readonly Approximation[] {
  const hidden = [network.hidden!, ...network.middle];
  const exact = hidden.map(({ activation }) => exactDegree(activation));
  if (exact.every((degree) => degree !== undefined)) {
    checkLevels(hidden, exact);
    return [{ network: fitLayers(network, ranges, rows, exact), error: null }];
  }
  checkLevels(
    hidden,
    exact.map((degree) => degree ?? LAYER_DEGREES[0]!),
  );
  const choices = LAYER_DEGREES.map((degree) => exact.map((own) => own ?? degree)).filter(fits);
  const fit = (degrees: readonly number[]): Fitted => {
    const fitted = fitLayers(network, ranges, rows, degrees);
    return { degrees, network: fitted, error: approximationError(network, fitted, rows) };
  };
  const tried: Fitted[] = [];
  for (const degrees of choices) {
    const next = fit(degrees);
    tried.push(next);
    if (isNear(next.error)) return [lowered(next, exact, fit, isNear), ...inOrder(tried)];
  }
  return inOrder(tried);
}

interface Fitted extends Approximation {
  readonly degrees: readonly number[];
  readonly error: ApproximationError;
}

/** Lower degrees layer by layer, from the last on, as far as the outputs stay near enough. */
function lowered(
  from: Fitted,
  exact: readonly (number | undefined)[],
  fit: (degrees: readonly number[]) => Fitted,
  isNear: (error: ApproximationError) => boolean,
): Fitted {
  let best = from;
  for (let layer = exact.length - 1; layer >= 0; layer--) {
    for (let at = LAYER_DEGREES.indexOf(best.degrees[layer]!) - 1; exact[layer] === undefined && at >= 0; at--) {
      const next = fit(best.degrees.with(layer, LAYER_DEGREES[at]!));
      if (!isNear(next.error)) break;
      best = next;
    }
  }
  return best;
}

const levelsOf = (degrees: readonly number[]): number =>
  degrees.reduce((sum, degree) => sum + degreeLevels(degree), degrees.length + 1);

const fits = (degrees: readonly number[]): boolean => levelsOf(degrees) <= MOST_LEVELS;

/** Which layer no levels are left for, how many are missing, and what would help. */
function checkLevels(hidden: readonly HiddenLayer[], degrees: readonly number[]): void {
  if (fits(degrees)) return;
  const layer = degrees.findIndex((_, k) => !fits(degrees.slice(0, k + 1)));
  const { name } = hidden[layer]!.activation as Activation;
  const missing = levelsOf(degrees) - MOST_LEVELS;
  const squares = Math.floor((MOST_LEVELS - 1) / 2);
  throw new VelumError("PLAN_RELINEARIZATION", {
    argument: "layers",
    expected: `at most ${MOST_LEVELS} levels: each affine layer takes one, a square or parabola one, degree 3 two, degree 7 three. ${squares} hidden layers of squares fit; retrain with fewer layers${degrees.some((degree) => degree > 2) ? " or lower degrees" : ""}`,
    got: `${hidden.length} hidden layers, which need ${missing} levels more; none are left for hidden layer ${layer + 1} (${name})`,
  });
}

/** A higher degree must leave less than this share of the error. */
const WORTH = 0.9;

function inOrder(tried: readonly Fitted[]): readonly Fitted[] {
  const rms = ({ error }: Fitted): number => error.rms;
  const best = tried.reduce((chosen, next) => (rms(next) < WORTH * rms(chosen) ? next : chosen));
  return [best, ...tried.filter((other) => other !== best).sort((a, b) => rms(a) - rms(b))];
}
