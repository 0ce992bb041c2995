import { expect } from "vitest";
import { type ProtocolErrorCode, VelumError } from "../src/errors.ts";

/** The error that `run` must throw, of this code. */
export function expectCode(run: () => unknown, code: ProtocolErrorCode): VelumError {
  let thrown: unknown;
  try {
    run();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(VelumError);
  expect((thrown as VelumError).code).toBe(code);
  return thrown as VelumError;
}
