import { wordBytes } from "../bytes/byte-strings.ts";
import { sha256 } from "../sha256.ts";
import type { Plaintext } from "../values/plaintext.ts";

/** What hedges the seeds of an encryption: different messages never share a mask, even if the random source repeats (B3). */
export function messageDigest(plaintext: Plaintext): Uint8Array {
  const { residues } = plaintext.poly;
  return sha256(wordBytes(plaintext.level), new Uint8Array(residues.buffer, residues.byteOffset, residues.byteLength));
}
