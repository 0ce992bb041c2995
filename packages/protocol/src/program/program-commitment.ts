import { sha256, toHex } from "@velum/ckks";
import { canonicalJson, type Json } from "../canonical-json.ts";
import type { ProgramCommitment } from "../contract/contract.ts";
import type { Program } from "./program.ts";
import type { Tensors } from "./tensor.ts";

/** Bytes of the salt in the private half of a bundle. */
export const SALT_BYTES = 32;

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/**
 * What the contract says about programs and weights: SHA-256 over a label, the salt, the programs' canonical JSON, names
 * and shapes of the tensors, and their values. It ties the halves together, and without the salt confirms no guess (A11).
 */
export function programCommitment(salt: Uint8Array, programs: readonly Program[], tensors: Tensors): ProgramCommitment {
  const names = [...tensors.keys()].sort();
  const shapes = names.map((name) => [name, tensors.get(name)!.shape] as const);
  const values = names.map((name) => littleEndian(tensors.get(name)!.data));
  const parts = [utf8(canonicalJson(programs as unknown as Json)), utf8(canonicalJson(shapes))];
  return toHex(
    sha256(utf8("velum/program/1\0"), salt, ...parts.map((part) => sha256(part)), sha256(...values)),
  ) as ProgramCommitment;
}

function littleEndian(values: Float64Array): Uint8Array {
  const out = new Uint8Array(8 * values.length);
  const view = new DataView(out.buffer);
  values.forEach((value, i) => {
    view.setFloat64(8 * i, value, true);
  });
  return out;
}
