import { type Contract, createSalt, type Program, programCommitment, type Tensors, writeBundle } from "@velum/protocol";
import type { CompilableModel } from "./model/compilable-model.ts";
import type { CompileOptions } from "./options.ts";
import { type CheckedModel, checkModel } from "./passes/check-model.ts";
import { chooseApproximations } from "./passes/choose-approximations.ts";
import { type ChosenPlans, choosePlans } from "./passes/choose-plans.ts";
import { drawUpContract } from "./passes/draw-up-contract.ts";
import type { PolynomialNetwork } from "./passes/fit-activation.ts";
import { type FoldedLayers, foldLayers } from "./passes/fold-layers.ts";
import { inputRanges } from "./passes/input-groups.ts";
import { type LayeredNetwork, layeredNetwork } from "./passes/layered-network.ts";
import { type RangeRows, readRangeData } from "./passes/read-range-data.ts";
import { bundleReport } from "./report/bundle-report.ts";
import { createReport } from "./report/create-report.ts";
import type { CompileReport } from "./report/report.ts";

/** What compiling gives: the file, its public half, the programs, and the report for the model's owner. */
export interface Compilation {
  readonly bundle: Uint8Array<ArrayBuffer>;
  readonly contract: Contract;
  /** One a plan, in the order of the contract. */
  readonly programs: readonly Program[];
  /** What is computed, in the clear: the network with polynomials for activations. The promise is about its outputs. */
  readonly network: PolynomialNetwork;
  readonly report: CompileReport;
}

/**
 * Compiles a linear model, or a multilayer perceptron as deep as the largest preset has levels for, for encrypted rows.
 * @throws VelumError COMPILE_…, PLAN_RELINEARIZATION, CONTRACT_…, PROGRAM_…; TabularError for what a contract cannot say
 * @example
 * const model = readModel(readOnnx(bytes), { rangeData });
 * const { bundle, report } = compile(model, { name: "heart", version: "1", protection: "standard", rangeData });
 */
export function compile(model: CompilableModel, options: CompileOptions): Compilation {
  const checked = checkModel(model, options);
  const data = readRangeData(checked, checked.options.rangeData);
  const planned = planModel(checked, data);
  const { chosen } = planned;
  const tensors = allTensors(chosen);
  const programs = Object.freeze(chosen.plans.map(({ program }) => program));
  const salt = createSalt();
  const contract = drawUpContract(checked, chosen, programCommitment(salt, programs, tensors));
  const report = createReport({ model: checked, ...planned, data, contract });
  return Object.freeze({
    bundle: writeBundle({ contract, programs, tensors, salt, report: bundleReport(report) }),
    contract,
    programs,
    network: chosen.approximation.network,
    report,
  });
}

/** What the passes make of a model before anything is written. */
export interface PlannedModel {
  readonly folded: FoldedLayers;
  readonly network: LayeredNetwork;
  readonly chosen: ChosenPlans;
}

/** The passes, each a file: chains of affine layers into one, polynomials for activations, plans with their proofs. */
export function planModel(model: CheckedModel, data: RangeRows): PlannedModel {
  const folded = foldLayers(model.layers);
  const network = layeredNetwork(folded.layers);
  const ranges = inputRanges(model);
  const approximations = chooseApproximations(network, ranges, data.rows, model.options);
  const chosen = choosePlans(model, approximations, ranges);
  return Object.freeze({ folded, network, chosen });
}

/** Plans of one form share their tensors. */
const allTensors = ({ plans }: ChosenPlans): Tensors =>
  new Map(plans.flatMap(({ verified: { tensors } }) => [...tensors]));
