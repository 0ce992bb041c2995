import { type FrameReader, type FrameWriter, utf8 } from "@velum/ckks";
import { VelumError } from "../errors.ts";

/** Bytes of the field that names a plan: a length, then the name, then zeros. */
export const PLAN_FIELD_BYTES = 48;

/** Writes a plan's name. @throws VelumError PLAN_UNKNOWN for a name that no plan can have */
export function writePlanName(frame: FrameWriter, name: string): void {
  const bytes = utf8(name);
  if (bytes.length === 0 || bytes.length >= PLAN_FIELD_BYTES) {
    throw new VelumError("PLAN_UNKNOWN", {
      argument: "plan",
      expected: `a name of 1 to ${PLAN_FIELD_BYTES - 1} bytes`,
      got: `${bytes.length} bytes`,
    });
  }
  frame.u8(bytes.length);
  frame.bytes(bytes);
  frame.zeros(PLAN_FIELD_BYTES - 1 - bytes.length);
}

/** Whether the field names this plan. Compared as bytes, so that no text of a stranger is ever decoded. */
export function namesPlan(field: Uint8Array, name: string): boolean {
  const bytes = utf8(name);
  return field[0] === bytes.length && field.subarray(1).every((byte, i) => byte === (bytes[i] ?? 0));
}

/** The field's bytes. */
export const readPlanField = (frame: FrameReader): Uint8Array => frame.view(PLAN_FIELD_BYTES);
