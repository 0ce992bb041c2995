import type { Postprocessing } from "@velum/tabular";
import type { CheckedModel } from "./check-model.ts";
import type { ProvedRange } from "./prove-range.ts";

/** The promise if none is asked for, for outputs up to 256. */
const DEFAULT_ERROR = 0.004;
const DEFAULT_RANGE = 256;
/** A plan that cannot meet it may promise up to 64 times that; the report warns of it. */
const LARGEST_FACTOR_BITS = 6;

/** Promises to try, in order. */
export function promises(
  { options: { maxError }, postprocessing }: CheckedModel,
  { bound }: ProvedRange,
): readonly number[] {
  if (maxError !== undefined) return [maxError];
  const base = defaultError(postprocessing, bound);
  return Array.from({ length: LARGEST_FACTOR_BITS + 1 }, (_, i) => base * 2 ** i);
}

/** The first promise that is tried if none is asked for. Where outputs themselves are the answer, it follows their range. */
export const defaultError = (postprocessing: Postprocessing, bound: number): number =>
  DEFAULT_ERROR * (answersAreScores(postprocessing) ? Math.max(1, bound / DEFAULT_RANGE) : 1);

function answersAreScores(postprocessing: Postprocessing): boolean {
  if (postprocessing.kind !== "outputs") return postprocessing.kind === "identity";
  return postprocessing.outputs.every(
    ({ kind, steps }) => kind === "values" && steps.every((step) => step.kind === "affine"),
  );
}
