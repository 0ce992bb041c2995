import { checkInteger, checkNodeIds, type NodeId, nodeError } from "./checks.ts";
import { MAX_STEPS } from "./rotate.ts";

/**
 * The sum of ciphertexts, each with its slots rotated to the left: one decomposition for all rotations of one input, one
 * division by P for the whole sum. Needs a key for each step but 0.
 */
export interface RotateSumNode {
  readonly kind: "rotateSum";
  /** Ciphertexts of one level and scale, two parts. One may stand several times. */
  readonly inputs: readonly NodeId[];
  /** One for each input: 0, or a rotation. */
  readonly steps: readonly number[];
  /** Whether the last prime is divided away along with P: one level less, the scale divided by that prime. */
  readonly rescale: boolean;
}

/** @throws VelumError PROGRAM_NODE */
export function rotateSumNode(fields: {
  inputs: readonly number[];
  steps: readonly number[];
  rescale: boolean;
}): RotateSumNode {
  const inputs = checkNodeIds("inputs", fields.inputs);
  const { steps, rescale } = fields;
  if (!Array.isArray(steps) || steps.length !== inputs.length)
    throw nodeError("steps", "one for each input", "another list");
  for (const step of steps) checkInteger("steps", step, 0, MAX_STEPS);
  if (steps.every((step) => step === 0)) throw nodeError("steps", "at least one rotation", "none");
  if (typeof rescale !== "boolean") throw nodeError("rescale", "true or false", typeof rescale);
  return Object.freeze({ kind: "rotateSum", inputs, steps: Object.freeze([...steps]), rescale });
}
