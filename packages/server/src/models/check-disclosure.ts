import { type Contract, VelumError } from "@velum/protocol";

/**
 * Whether a model may be served without its operator's word (A1, A2): not if one request of a plan is answered with as many
 * rows as determine the model, while its mask holds for well-formed keys alone.
 * @throws VelumError MODEL_DISCLOSURE naming model, plan and both numbers
 */
export function checkDisclosure({ name, version, plans, disclosure }: Contract): void {
  const { answersThatDetermine } = disclosure;
  for (const { name: plan, protection } of plans) {
    const { modelPrivacy, answersPerRequest } = protection;
    if (modelPrivacy === "any-key" || answersPerRequest < answersThatDetermine) continue;
    throw new VelumError("MODEL_DISCLOSURE", {
      argument: `plan ${plan} of ${name} ${version}`,
      expected: `fewer than ${answersThatDetermine} answers a request, or allowModelDisclosure`,
      got: `${answersPerRequest} answers`,
    });
  }
}
