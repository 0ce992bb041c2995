import { basename } from "node:path";
import { explainFit, type FitExplanation } from "@velum/compiler";
import { GraphError } from "@velum/model/graph";
import { readOnnxFile } from "../compile/read-onnx-file.ts";
import type { LayerFacts } from "./inspection.ts";
import type { PlanLine } from "./plans-table.ts";

/** Whether a model file will fit: the document of `velum inspect model.onnx --json`. */
export interface Fit {
  /** Of the file. */
  readonly name: string;
  readonly fits: boolean;
  readonly layers: readonly LayerFacts[];
  /** The first thing that stands in the way, and what to change. */
  readonly obstacle: { readonly code: string; readonly message: string } | null;
  /** Estimated. */
  readonly plans: readonly (PlanLine & { readonly preset: string; readonly ringDegree: number })[];
  readonly refusedPlans: readonly { readonly plan: string; readonly reason: string }[];
  readonly assumptions: readonly string[];
}

/**
 * Asks whether a file will fit, without any data. What cannot be read is an obstacle like any other.
 * @throws CliError FILE
 */
export async function inspectFit(path: string, externalData: readonly string[]): Promise<Fit> {
  const name = basename(path);
  try {
    const { graph } = await readOnnxFile(path, externalData);
    return fitOf(name, explainFit(graph));
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const { code, message } = error;
    return { name, fits: false, layers: [], obstacle: { code, message }, plans: [], refusedPlans: [], assumptions: [] };
  }
}

const fitOf = (name: string, { fits, layers, obstacle, plans, leftOut, assumptions }: FitExplanation): Fit => ({
  name,
  fits,
  layers: layers.map(({ kind, text, became }) => ({ from: `${kind} ${text}`, became })),
  obstacle,
  plans: plans.map(({ name: plan, packing, parameters, bytes, estimate, precision }) => ({
    name: plan,
    rows: packing.rows,
    preset: parameters.preset,
    ringDegree: parameters.ringDegree,
    bytes,
    cost: {
      milliseconds: estimate.microseconds / 1000,
      microsecondsPerRow: estimate.microsecondsPerRow,
      requestsPerSecond: estimate.requestsPerSecond,
    },
    precision: { maxError: precision.promise.maxError },
    // Rows in columns release every coefficient.
    protection: { modelPrivacy: packing.kind === "columns" ? "honest-key" : "any-key" },
  })),
  refusedPlans: leftOut,
  assumptions,
});
