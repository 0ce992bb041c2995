import { type Contract, checkContract, type ProgramCommitment } from "@velum/protocol";
import type { CheckedModel } from "./check-model.ts";
import type { ChosenPlans } from "./choose-plans.ts";

/** The public half, checked by the reader that clients use. @throws VelumError CONTRACT_… for names that clients refuse */
export function drawUpContract(
  { schema, preprocessing, postprocessing, outputs, options: { name, version, title } }: CheckedModel,
  { plans, disclosure }: ChosenPlans,
  programCommitment: ProgramCommitment,
): Contract {
  return checkContract({
    format: 1,
    name,
    version,
    title,
    schema,
    preprocessing,
    postprocessing,
    outputs,
    disclosure,
    programCommitment,
    plans: plans.map(({ summary }) => summary),
  });
}
