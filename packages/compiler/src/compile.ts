import { type Contract, createSalt, type Program, programCommitment, type Tensors, writeBundle } from "@velum/protocol";
import type { CompilableModel } from "./model/compilable-model.ts";
import type { CompileOptions } from "./options.ts";
import { checkModel } from "./passes/check-model.ts";
import { chooseDegree } from "./passes/choose-degree.ts";
import { type ChosenPlans, choosePlans } from "./passes/choose-plans.ts";
import { drawUpContract } from "./passes/draw-up-contract.ts";
import type { PolynomialNetwork } from "./passes/fit-activation.ts";
import { foldLayers } from "./passes/fold-layers.ts";
import { inputRanges } from "./passes/input-groups.ts";
import { oneHiddenLayer } from "./passes/one-hidden-layer.ts";
import { readRangeData } from "./passes/read-range-data.ts";
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
 * Compiles a linear model, or a network with one hidden layer, for encrypted rows.
 * @throws VelumError COMPILE_…, PLAN_RELINEARIZATION, CONTRACT_…, PROGRAM_…; TabularError for what a contract cannot say
 * @example
 * const model = readModel(readOnnx(bytes), { rangeData });
 * const { bundle, report } = compile(model, { name: "heart", version: "1", protection: "standard", rangeData });
 */
export function compile(model: CompilableModel, options: CompileOptions): Compilation {
  const checked = checkModel(model, options);
  const folded = foldLayers(checked.layers);
  const network = oneHiddenLayer(folded.layers);
  const ranges = inputRanges(checked);
  const data = readRangeData(checked, checked.options.rangeData);
  const approximations = chooseDegree(network, ranges, data.rows, checked.options.maxError);
  const chosen = choosePlans(checked, approximations, ranges);
  const tensors = allTensors(chosen);
  const programs = Object.freeze(chosen.plans.map(({ program }) => program));
  const salt = createSalt();
  const contract = drawUpContract(checked, chosen, programCommitment(salt, programs, tensors));
  const report = createReport({ model: checked, folded, network, data, chosen, contract });
  return Object.freeze({
    bundle: writeBundle({ contract, programs, tensors, salt, report: bundleReport(report) }),
    contract,
    programs,
    network: chosen.approximation.network,
    report,
  });
}

/** Plans of one form share their tensors. */
const allTensors = ({ plans }: ChosenPlans): Tensors =>
  new Map(plans.flatMap(({ verified: { tensors } }) => [...tensors]));
