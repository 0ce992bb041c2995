import { type Bundle, createSalt, programCommitment, writeBundle } from "@velum/protocol";
import type { Postprocessing } from "@velum/tabular";

/** The same programs behind a contract of another version with another postprocessing, under a fresh salt. */
export function calibratedBundle(
  { contract, plans, report }: Bundle,
  version: string,
  postprocessing: Postprocessing,
): Uint8Array<ArrayBuffer> {
  const programs = plans.map(({ program: { program } }) => program);
  const tensors = new Map(plans.flatMap(({ program }) => [...program.tensors]));
  const salt = createSalt();
  const commitment = programCommitment(salt, programs, tensors);
  return writeBundle({
    contract: { ...contract, version, postprocessing, programCommitment: commitment },
    programs,
    tensors,
    salt,
    report,
  });
}
