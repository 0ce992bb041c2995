import { ModelError, type ModelErrorCode } from "../model-error.ts";

/** The error that `run` throws, which must be a {@link ModelError} of this code. */
export function modelError(code: ModelErrorCode, run: () => unknown): ModelError {
  try {
    run();
  } catch (error) {
    if (error instanceof ModelError && error.code === code) return error;
    throw error;
  }
  throw new Error(`expected a ModelError ${code}, got a result`);
}
