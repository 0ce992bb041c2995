/** The codes of `CkksError`. */
export type CkksErrorCode =
  | "SIMD_UNAVAILABLE"
  | "RANDOMNESS_UNAVAILABLE"
  | "ARGUMENT_INVALID"
  | "PARAMETERS_INVALID"
  | "PARAMETERS_OVER_LIMIT"
  | "PARAMETERS_MISMATCH"
  | "PARAMETERS_INSECURE"
  | "LEVEL_INVALID"
  | "LEVEL_MISMATCH"
  | "LEVEL_EXHAUSTED"
  | "SCALE_INVALID"
  | "SCALE_MISMATCH"
  | "VALUE_NOT_FINITE"
  | "VALUE_OUT_OF_RANGE"
  | "VALUE_COUNT"
  | "PARTS_MISMATCH"
  | "SPECIAL_PRIMES_MISSING"
  | "KEY_MISSING"
  | "KEY_LEVEL"
  | "KEY_DISPOSED"
  | "ZERO_CONSUMED"
  | "GALOIS_ELEMENT_INVALID"
  | "POSITIONS_INVALID"
  | "MODULUS_BITS_INVALID"
  | "FLOODING_INVALID"
  | "PRECISION_INVALID"
  | "FRAME_TRUNCATED"
  | "FRAME_TRAILING_BYTES"
  | "FRAME_TOO_LARGE"
  | "FRAME_MAGIC"
  | "FRAME_VERSION"
  | "FRAME_TYPE"
  | "FRAME_DIGEST"
  | "FRAME_FIELD"
  | "RESIDUE_OUT_OF_RANGE"
  | "CIPHERTEXT_TRANSPARENT"
  | "PUBLIC_KEY_NOT_SEEDED"
  | "KEY_SET_MISSING"
  | "KEY_SET_EXTRA"
  | "KEY_SET_FOREIGN"
  | "KEY_SET_ORDER"
  | "KEY_SET_LEVEL";

/**
 * Every error of this package: code and what it means. `docs/errors.md` is generated from this table.
 * Codes are stable; messages say which argument, what was expected and what came, never a value of the user or a key.
 */
export const CKKS_ERRORS: Readonly<Record<CkksErrorCode, string>> = Object.freeze({
  SIMD_UNAVAILABLE:
    "This JavaScript engine has no WebAssembly SIMD. Use Node 20.19 or newer, or a browser of 2023 or newer.",
  RANDOMNESS_UNAVAILABLE: "WebCrypto gave no random bytes. Nothing was generated or encrypted.",
  ARGUMENT_INVALID: "An argument has the wrong type or shape.",
  PARAMETERS_INVALID:
    "Ring degree or primes cannot be used: unknown degree, or a prime that is composite, too wide, repeated or not 1 mod 2N.",
  PARAMETERS_OVER_LIMIT: "The total modulus is above the 128-bit limit of the ring degree.",
  PARAMETERS_MISMATCH: "Two objects, or an object and its context, belong to different parameters.",
  PARAMETERS_INSECURE: "Bytes of insecure test parameters are not read or written outside tests.",
  LEVEL_INVALID: "The level is not an integer between 0 and the level that the operation allows.",
  LEVEL_MISMATCH: "Two operands are on different levels. Drop the higher one first.",
  LEVEL_EXHAUSTED: "No prime is left to rescale by.",
  SCALE_INVALID: "The scale is not a finite number of at least 1.",
  SCALE_MISMATCH: "Two operands have different scales.",
  VALUE_NOT_FINITE: "A value to encode is NaN or infinite.",
  VALUE_OUT_OF_RANGE: "A value times its scale does not fit into half the modulus: it would wrap.",
  VALUE_COUNT: "More values than slots or coefficients, or a period that is not a power of two.",
  PARTS_MISMATCH: "The operation needs a ciphertext with another number of parts.",
  SPECIAL_PRIMES_MISSING: "Key switching needs parameters with special primes.",
  KEY_MISSING: "The evaluation key for this operation was not given.",
  KEY_LEVEL: "The evaluation key was made for a lower level than the operand.",
  KEY_DISPOSED: "The secret key was disposed of.",
  ZERO_CONSUMED: "An encryption of zero may be used once, and was.",
  GALOIS_ELEMENT_INVALID: "A rotation step or Galois element is out of range.",
  POSITIONS_INVALID: "Coefficient positions are not distinct integers below the ring degree.",
  MODULUS_BITS_INVALID:
    "A result can be truncated to a power of two only below its modulus, and not below its message.",
  FLOODING_INVALID: "The flooding width is not finite, or too wide for the modulus.",
  PRECISION_INVALID: "The rounding step is not a positive finite number.",
  FRAME_TRUNCATED: "The bytes end before the frame does.",
  FRAME_TRAILING_BYTES: "Bytes follow the end of the frame.",
  FRAME_TOO_LARGE: "The frame is larger than the limit that the reader was given.",
  FRAME_MAGIC: "The bytes are not a Velum frame.",
  FRAME_VERSION: "The frame has a format version that this release does not read.",
  FRAME_TYPE: "The frame holds another type of object.",
  FRAME_DIGEST: "The frame's checksum does not match its bytes.",
  FRAME_FIELD: "A field of the frame is out of its range.",
  RESIDUE_OUT_OF_RANGE: "A residue in the frame is not below its prime.",
  CIPHERTEXT_TRANSPARENT: "The ciphertext hides nothing: a part that must be random is zero.",
  PUBLIC_KEY_NOT_SEEDED: "A public key is accepted only with the seed of its uniform half.",
  KEY_SET_MISSING: "The key set has fewer keys than the plan needs.",
  KEY_SET_EXTRA: "The key set has more keys than the plan needs.",
  KEY_SET_FOREIGN: "A key of the key set is for a rotation, or of a kind, that the plan does not use.",
  KEY_SET_ORDER: "Keys of the key set are swapped or repeated.",
  KEY_SET_LEVEL: "A key of the key set is on another level than the plan uses it at.",
});

/** The one error class of `@velum/ckks`. Switch on `code`; the message is for people. */
export class CkksError extends Error {
  readonly code: CkksErrorCode;

  constructor(code: CkksErrorCode, message: string) {
    super(message);
    this.name = "CkksError";
    this.code = code;
  }
}
