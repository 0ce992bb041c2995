import { type Graph, GraphError } from "@velum/model/graph";
import { type PlanName, VelumError } from "@velum/protocol";
import { TabularError } from "@velum/tabular";
import { planModel } from "./compile.ts";
import { seededNormal } from "./interpreters/seeded-normal.ts";
import type { CompilableModel, RangeOrigin } from "./model/compilable-model.ts";
import { type ReadModelOptions, readModel } from "./model/read-model.ts";
import type { Layer } from "./network/layers.ts";
import type { CompileOptions } from "./options.ts";
import { type CheckedModel, checkModel } from "./passes/check-model.ts";
import { inputRanges } from "./passes/input-groups.ts";
import { type RangeRows, readRangeData } from "./passes/read-range-data.ts";
import { splitClientSide } from "./passes/split-client-side.ts";
import { layersReport } from "./report/layers-report.ts";
import { planReport } from "./report/plan-report.ts";
import type { LayerReport, PlanReport } from "./report/report.ts";

/** Whether a model will fit, before there is any data. Plans and costs are estimates for the ranges that were assumed. */
export interface FitExplanation {
  readonly fits: boolean;
  readonly layers: readonly LayerReport[];
  /** The first thing that stands in the way, and what would help. */
  readonly obstacle: { readonly code: string; readonly message: string } | null;
  readonly plans: readonly Pick<PlanReport, "name" | "packing" | "parameters" | "bytes" | "estimate" | "precision">[];
  readonly leftOut: readonly { readonly plan: PlanName; readonly reason: string }[];
  readonly assumptions: readonly string[];
}

/** What may be known already. */
export interface ExplainOptions extends ReadModelOptions, Pick<CompileOptions, "maxError" | "plans"> {
  readonly protection?: CompileOptions["protection"];
}

/**
 * "Will it fit?" for a graph, with or without data: layers and what would become of each, the first obstacle, plans and their
 * cost. Without data, columns are taken for normally distributed around the file's own standardization.
 * @example explainFit(readOnnx(bytes)).plans[0]?.estimate.microseconds
 */
export function explainFit(graph: Graph, options: ExplainOptions = {}): FitExplanation {
  const known: Known = { layers: [], assumptions: [] };
  try {
    known.layers = splitClientSide(graph).core.layers;
    const model = readModel(graph, { assumeRanges: true, ...options });
    known.assumptions = assumptionsOf(model.ranges, options);
    return explained(model, options, known);
  } catch (error) {
    if (!(error instanceof VelumError || error instanceof GraphError || error instanceof TabularError)) throw error;
    const layers = known.layers.map((layer) => ({ ...layerText(layer), became: "nothing yet" }));
    const obstacle = { code: error.code, message: error.message };
    return Object.freeze({ fits: false, layers, obstacle, plans: [], leftOut: [], assumptions: known.assumptions });
  }
}

/** What was found before something stood in the way. */
interface Known {
  layers: readonly Layer[];
  assumptions: readonly string[];
}

function explained(model: CompilableModel, options: ExplainOptions, { assumptions }: Known): FitExplanation {
  const { rangeData, plans, maxError } = options;
  const checked = checkModel(model, {
    name: "model",
    version: "1",
    protection: options.protection ?? "standard",
    allowModelDisclosure: true,
    ...(rangeData === undefined ? {} : { rangeData }),
    ...(plans === undefined ? {} : { plans }),
    ...(maxError === undefined ? {} : { maxError }),
  });
  const data = rangeData === undefined ? assumedRows(checked) : readRangeData(checked, rangeData);
  const planned = planModel(checked, data);
  return Object.freeze({
    fits: true,
    layers: layersReport({ model: checked, ...planned }),
    obstacle: null,
    plans: planned.chosen.plans.map(planReport),
    leftOut: planned.chosen.leftOut.map(({ name, reason }) => ({ plan: name, reason })),
    assumptions,
  });
}

const ASSUMED_ROWS = 200;

/** Quantities with a fifth of their half range for deviation, categories as likely as each other. */
function assumedRows(model: CheckedModel): RangeRows {
  const { groups, intervals } = inputRanges(model);
  const normal = seededNormal(1);
  const rows = Array.from({ length: ASSUMED_ROWS }, (_, row) => {
    const x = new Float64Array(model.features);
    groups.forEach(({ kind, columns, complete }, group) => {
      if (kind === "one-hot") {
        const chosen = (row * (group + 1)) % (columns.length + (complete ? 0 : 1));
        if (chosen < columns.length) x[columns[chosen]!] = 1;
        return;
      }
      const { lo, hi } = intervals[columns[0]!]!;
      const value = (lo + hi) / 2 + ((hi - lo) / 10) * normal();
      x[columns[0]!] = Math.min(hi, Math.max(lo, value));
    });
    return x;
  });
  return { rows, refused: 0 };
}

function assumptionsOf(origin: RangeOrigin, { rangeData }: ExplainOptions): readonly string[] {
  return [
    ...(origin === "assumed"
      ? ["ranges: five deviations on both sides of the mean that the file standardizes with, -5 to 5 where it does not"]
      : []),
    ...(rangeData === undefined
      ? ["values: normally distributed within the ranges; approximations are fitted to that"]
      : []),
    "time: one thread of the machine that kernel rates were measured on (docs/performance.md)",
  ];
}

const layerText = (layer: Layer): Pick<LayerReport, "kind" | "text"> => ({
  kind: layer.kind,
  text: layer.kind === "affine" ? `${layer.inputs} -> ${layer.outputs}` : layer.activation.name,
});
