import {
  type Contract,
  checkContract,
  type PlanSummary,
  type ProgramCommitment,
  summarizePlan,
  type VerifiedProgram,
} from "@velum/protocol";
import type { CheckedModel } from "./check-model.ts";
import type { DotScales } from "./choose-scales.ts";
import { countDisclosure } from "./count-disclosure.ts";
import type { DotLayout } from "./lay-out-dot.ts";
import type { PrecisionBudget } from "./promise-precision.ts";

/** The public half, checked by the reader that clients use. @throws VelumError CONTRACT_… for names that clients refuse */
export function drawUpContract(
  model: CheckedModel,
  layout: DotLayout,
  scales: DotScales,
  verified: VerifiedProgram,
  precision: PrecisionBudget,
  programCommitment: ProgramCommitment,
): Contract {
  const { name, version, title, schema, preprocessing, postprocessing, outputs, protection } = model.options;
  const plan: PlanSummary = summarizePlan(verified, {
    packing: layout.packing,
    precision: precision.promise,
    level: protection,
    statisticalBits: scales.statisticalBits,
  });
  return checkContract({
    format: 1,
    name,
    version,
    title,
    schema,
    preprocessing,
    postprocessing,
    outputs,
    disclosure: countDisclosure(model),
    programCommitment,
    plans: [plan],
  });
}
