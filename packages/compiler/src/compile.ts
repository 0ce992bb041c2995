import type { LinearModel } from "@velum/model";
import {
  type Contract,
  createSalt,
  type Program,
  programCommitment,
  verifyProgram,
  writeBundle,
} from "@velum/protocol";
import type { CompileOptions } from "./options.ts";
import { assembleProgram, programTensors } from "./passes/assemble-program.ts";
import { checkModel } from "./passes/check-model.ts";
import { chooseParameters } from "./passes/choose-parameters.ts";
import { chooseScales } from "./passes/choose-scales.ts";
import { drawUpContract } from "./passes/draw-up-contract.ts";
import { layOutDot } from "./passes/lay-out-dot.ts";
import { promisePrecision } from "./passes/promise-precision.ts";
import { proveRange } from "./passes/prove-range.ts";
import { type CompileReport, createReport } from "./report.ts";

/** What compiling gives: the file, its public half, the program, and the report for the model's owner. */
export interface Compilation {
  readonly bundle: Uint8Array<ArrayBuffer>;
  readonly contract: Contract;
  readonly program: Program;
  readonly report: CompileReport;
}

/**
 * Compiles a linear model of one or several outputs.
 * @throws VelumError COMPILE_…, CONTRACT_…, PROGRAM_…; TabularError for schema, preprocessing and post-processing
 * @example
 * const { bundle, report } = compile(model, { name: "heart", version: "1", schema, preprocessing, postprocessing, protection: "standard" });
 */
export function compile(model: LinearModel, options: CompileOptions): Compilation {
  const checked = checkModel(model, options);
  const range = proveRange(checked);
  const chosen = chooseParameters(checked.options.protection);
  const { parameters } = chosen;
  const layout = layOutDot(checked, parameters);
  const scales = chooseScales(checked, range, parameters);
  const program = assembleProgram(layout, scales, range.bound, parameters);
  const tensors = programTensors(checked);
  const verified = verifyProgram(program, { parameters, tensors, protection: checked.options.protection });
  const precision = promisePrecision(verified, checked, scales, range.inputNorm);
  const salt = createSalt();
  const commitment = programCommitment(salt, [program], tensors);
  const contract = drawUpContract(checked, layout, scales, verified, precision, commitment);
  const bundle = writeBundle({ contract, programs: [program], tensors, salt });
  return Object.freeze({
    bundle,
    contract,
    program,
    report: createReport(contract, chosen, range, precision, verified),
  });
}
