import { applyPostprocessing, type OutputValue, type Postprocessing } from "@velum/tabular";
import { type PolynomialNetwork, runLayered, runPolynomial } from "../passes/fit-activation.ts";
import type { LayeredNetwork } from "../passes/layered-network.ts";

/** Rows whose label the approximated network changes; null for models that answer without one. */
export function countChangedLabels(
  postprocessing: Postprocessing,
  network: LayeredNetwork,
  approximated: PolynomialNetwork,
  rows: readonly Float64Array[],
): number | null {
  const read = (scores: Float64Array): string | null => labelsOf(postprocessing, scores);
  const labels = rows.map((x) => [read(runLayered(network, x)), read(runPolynomial(approximated, x))] as const);
  if (labels[0]?.[0] === null) return null;
  return labels.filter(([before, after]) => before !== after).length;
}

function labelsOf(postprocessing: Postprocessing, scores: Float64Array): string | null {
  const prediction = applyPostprocessing(postprocessing, scores);
  if (prediction.kind === "class") return prediction.label;
  if (prediction.kind === "value" || postprocessing.kind !== "outputs") return null;
  const labels = postprocessing.outputs.flatMap(({ kind, name }): OutputValue[] =>
    kind === "label" ? [prediction.outputs[name]!] : [],
  );
  return labels.length === 0 ? null : JSON.stringify(labels);
}
