import { CkksError } from "@velum/ckks";
import { VelumError } from "@velum/protocol";
import { TabularError } from "@velum/tabular";
import { VelumClientError } from "../src/errors.ts";

/** A typed error: its code is what callers switch on. */
export type TypedError = VelumClientError | VelumError | TabularError | CkksError;

/** The typed error that a promise is rejected with. Anything else fails the test. */
export async function errorOf(promise: Promise<unknown>): Promise<TypedError> {
  try {
    await promise;
  } catch (error) {
    for (const type of [VelumClientError, VelumError, TabularError, CkksError]) {
      if (error instanceof type) return error;
    }
    throw error;
  }
  throw new Error("expected an error, got a result");
}

export const codeOf = async (promise: Promise<unknown>): Promise<string> => (await errorOf(promise)).code;
