import { needsKeySet } from "@velum/ckks";
import { ciphertextCount, type PlanSummary } from "@velum/protocol";

/** Seeds, digests and frame fields: a few hundred bytes, whatever the model, and a seed for each ciphertext. */
const FRAME_BYTES = 400;

/**
 * Bytes up and down, of a full request. Request: c_0 of each ciphertext at the input level and the public key's p_0 at its
 * level unless a key set holds it, residues packed to the primes' widths, uniform halves as seeds. Response: the released coefficients of c_0 and the
 * other parts whole.
 */
export function payloadBytes({ parameters, packing, input, keys, response }: PlanSummary): {
  readonly request: number;
  readonly response: number;
} {
  const { ringDegree, primes } = parameters;
  const width = (level: number): number =>
    primes.slice(0, level + 1).reduce((bits, q) => bits + Math.ceil(Math.log2(q)), 0);
  const ciphertexts = ciphertextCount(packing);
  // A key set is on the server already: the request names it.
  const keyWidth = needsKeySet(keys) ? 0 : width(keys.publicKeyLevel);
  const responseWidth = response.modulusBits ?? width(response.level);
  const released = response.positions === "all" ? ringDegree : response.positions.length;
  const coefficients = response.results * ((response.parts - 1) * ringDegree + released);
  return {
    request: FRAME_BYTES + (ringDegree * (ciphertexts * width(input.level) + keyWidth)) / 8,
    response: FRAME_BYTES + Math.ceil((coefficients * responseWidth) / 8),
  };
}
