import { type Contract, encodedWidth } from "@velum/protocol";
import type { CheckedModel } from "../passes/check-model.ts";
import { spreadOf } from "../passes/choose-approximations.ts";
import type { ChosenPlans } from "../passes/choose-plans.ts";
import type { FoldedLayers } from "../passes/fold-layers.ts";
import { inputRanges } from "../passes/input-groups.ts";
import type { LayeredNetwork } from "../passes/layered-network.ts";
import { defaultError } from "../passes/promises.ts";
import type { RangeRows } from "../passes/read-range-data.ts";
import { activationReport } from "./activation-report.ts";
import { cheaperModels } from "./cheaper-models.ts";
import { countChangedLabels } from "./count-changed-labels.ts";
import { clientLearns, contractDiscloses, serverLearns, warningsOf } from "./disclosures.ts";
import { layersReport } from "./layers-report.ts";
import { planReport } from "./plan-report.ts";
import type { ApproximationReport, CompileReport, InputsReport } from "./report.ts";

/** What passes found, put together. */
export interface Findings {
  readonly model: CheckedModel;
  readonly folded: FoldedLayers;
  readonly network: LayeredNetwork;
  readonly data: RangeRows;
  readonly chosen: ChosenPlans;
  readonly contract: Contract;
}

export function createReport(findings: Findings): CompileReport {
  const { model, network, chosen, contract } = findings;
  const { approximation, range, plans, leftOut, disclosure } = chosen;
  const { name, version, title, protection } = model.options;
  const fitted = approximation.network;
  const report = {
    model: name,
    version,
    title,
    protection,
    layers: layersReport(findings),
    inputs: inputsReport(findings),
    activation: network.hidden === null ? null : activationReport(network.hidden.activation, fitted.hidden!),
    deeper: network.middle.map(({ activation }, k) => activationReport(activation, fitted.middle[k]!)),
    outputs: { names: model.outputs, largest: range.largest, bound: range.bound },
    approximation: approximationReport(findings),
    plans: plans.map(planReport),
    leftOut: leftOut.map(({ name: plan, reason }) => ({ plan, reason })),
    disclosure,
    serverLearns: serverLearns(contract),
    clientLearns: clientLearns(contract),
    contractDiscloses: contractDiscloses(contract, fitted.degree),
  };
  const wanted = model.options.maxError ?? defaultError(model.postprocessing, range.bound);
  const hints = cheaperModels(chosen, inputRanges(model));
  return Object.freeze({
    ...report,
    warnings: warningsOf(report, wanted, spreadOf(network, findings.data.rows)),
    hints,
  });
}

function inputsReport({ model, data, contract }: Findings): InputsReport {
  return {
    origin: model.ranges,
    features: model.schema.features.map((feature) => ({
      name: feature.name,
      kind: feature.kind,
      range: feature.kind === "numeric" ? { lo: feature.minimum, hi: feature.maximum } : null,
      categories: feature.kind === "categorical" ? feature.categories.length : null,
    })),
    encrypted: encodedWidth(contract.plans[0]!.packing),
    data: model.options.rangeData === undefined ? null : { rows: data.rows.length, refused: data.refused },
  };
}

function approximationReport({ model, network, data, chosen }: Findings): ApproximationReport | null {
  const { error, network: fitted } = chosen.approximation;
  if (error === null) return null;
  const labelsChanged = countChangedLabels(model.postprocessing, network, fitted, data.rows);
  return { rows: data.rows.length, ...error, labelsChanged };
}
