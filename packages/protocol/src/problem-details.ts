import { CkksError, type CkksErrorCode } from "@velum/ckks";
import { PROTOCOL_ERRORS, VelumError } from "./errors.ts";

/** The body of an HTTP error (RFC 9457). `code` is what programs switch on. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  /** Whether the same bytes may be sent again. */
  readonly retryable: boolean;
}

/** HTTP status of each error of the scheme: 4xx where a request can cause it, 500 where only the server can. */
const CKKS_STATUS: Readonly<Record<CkksErrorCode, number>> = Object.freeze({
  SIMD_UNAVAILABLE: 500,
  RANDOMNESS_UNAVAILABLE: 500,
  ARGUMENT_INVALID: 500,
  PARAMETERS_INVALID: 500,
  PARAMETERS_OVER_LIMIT: 500,
  SPECIAL_PRIMES_MISSING: 500,
  PARAMETERS_MISMATCH: 422,
  PARAMETERS_INSECURE: 422,
  LEVEL_INVALID: 422,
  LEVEL_MISMATCH: 422,
  LEVEL_EXHAUSTED: 500,
  SCALE_INVALID: 422,
  SCALE_MISMATCH: 422,
  VALUE_NOT_FINITE: 500,
  VALUE_OUT_OF_RANGE: 500,
  VALUE_COUNT: 500,
  PARTS_MISMATCH: 422,
  KEY_MISSING: 422,
  KEY_LEVEL: 422,
  KEY_DISPOSED: 500,
  ZERO_CONSUMED: 500,
  GALOIS_ELEMENT_INVALID: 422,
  POSITIONS_INVALID: 500,
  MODULUS_BITS_INVALID: 500,
  FLOODING_INVALID: 500,
  PRECISION_INVALID: 500,
  FRAME_TRUNCATED: 400,
  FRAME_TRAILING_BYTES: 400,
  FRAME_TOO_LARGE: 413,
  FRAME_MAGIC: 400,
  FRAME_VERSION: 400,
  FRAME_TYPE: 422,
  FRAME_DIGEST: 400,
  FRAME_FIELD: 422,
  RESIDUE_OUT_OF_RANGE: 422,
  CIPHERTEXT_TRANSPARENT: 422,
  PUBLIC_KEY_NOT_SEEDED: 422,
  KEY_SET_MISSING: 422,
  KEY_SET_EXTRA: 422,
  KEY_SET_FOREIGN: 422,
  KEY_SET_ORDER: 422,
  KEY_SET_LEVEL: 422,
});

/** HTTP status of an error of the scheme. */
export const ckksErrorStatus = (code: CkksErrorCode): number => CKKS_STATUS[code];

/**
 * What a server answers for anything thrown. Errors that only the server can cause, and those of no table, say nothing but
 * INTERNAL_ERROR: no message, no stack.
 * @example reply.code(problem.status).type("application/problem+json").send(problem)
 */
export function problemDetails(error: unknown): ProblemDetails {
  if (error instanceof VelumError) {
    const { status, title, retryable } = PROTOCOL_ERRORS[error.code];
    if (status !== null && status !== 500) return problem(error.code, title, status, error.message, retryable);
  }
  if (error instanceof CkksError) {
    const status = CKKS_STATUS[error.code];
    if (status < 500) return problem(error.code, titleOf(error.code), status, error.message, false);
  }
  const { title, detail } = PROTOCOL_ERRORS.INTERNAL_ERROR;
  return problem("INTERNAL_ERROR", title, 500, detail, false);
}

/** FRAME_DIGEST becomes "Frame digest". */
const titleOf = (code: string): string => code[0]! + code.slice(1).toLowerCase().replaceAll("_", " ");

const problem = (code: string, title: string, status: number, detail: string, retryable: boolean): ProblemDetails =>
  Object.freeze({ type: `urn:velum:error:${code}`, title, status, detail, code, retryable });
