import { type Context, type ExtractedCiphertext, type PublicKey, registers } from "@velum/ckks";
import type { ProtectNode } from "@velum/protocol";

/**
 * The end of every program, in the order of finding A4: at the operand's level a one-shot encryption of zero under the
 * client's public key and the flooding, then primes are dropped, the released coefficients taken, and the result
 * truncated. Whatever follows the flooding works on a masked pair alone.
 * @param hedge - the digest of the request: other requests never share a mask, even if the random source repeats (B3)
 * @throws CkksError LEVEL_INVALID for a key below the operand's level, RANDOMNESS_UNAVAILABLE
 */
export function protect(
  context: Context,
  node: ProtectNode,
  operand: registers.Register,
  publicKey: PublicKey,
  hedge: Uint8Array,
): ExtractedCiphertext {
  const { positions, outputLevel, modulusBits } = node;
  const floodingDeviation = node.flooding * operand.scale;
  return registers.protect(context, operand, publicKey, {
    positions,
    floodingDeviation,
    outputLevel,
    modulusBits,
    hedge,
  });
}
