import { type ExtractedCiphertext, registers } from "@velum/ckks";
import type { ProtectNode } from "@velum/protocol";
import type { ExecutionInputs } from "./execute.ts";
import type { LoadedProgram } from "./load-program.ts";

/**
 * The end of every program, in the order of finding A4: at the operand's level a one-shot encryption of zero under the
 * client's public key and the flooding, then primes are dropped, the released coefficients taken, and the result
 * truncated. Whatever follows the flooding works on a masked pair (or triple) alone.
 *
 * The digest of the request hedges the masks: other requests never share one, even if the random source repeats (B3).
 * @throws CkksError LEVEL_INVALID for a key below the operand's level, RANDOMNESS_UNAVAILABLE
 */
export function protect(
  { context, program, masked, addends }: LoadedProgram,
  id: number,
  floodingDeviation: number,
  operand: registers.Register,
  { publicKey, hedge }: Pick<ExecutionInputs, "publicKey" | "hedge">,
): ExtractedCiphertext {
  const { positions, outputLevel, modulusBits } = program.nodes[id] as ProtectNode;
  const masking = masked.rescales.get(id);
  const addend = masking === undefined || masking.addend === null ? null : addends.get(masking.addend)!;
  return registers.protect(context, operand, publicKey, {
    positions,
    floodingDeviation,
    outputLevel,
    modulusBits,
    hedge,
    ...(masking === undefined ? {} : { rescale: { addend } }),
  });
}
