/** Every code that this package throws, with what it means. Codes are stable: switch on them, never on a message. */
export const MODEL_ERRORS = {
  MODEL_INVALID: "the parts of a model do not fit each other, or a weight is not finite",
  MODEL_INPUT_INVALID: "an input vector has the wrong length",
  TRAINING_INPUT_INVALID: "training rows, labels or options break their rules",
  TRAINING_ONE_CLASS: "the training labels hold a single class",
  TRAINING_CLASS_MISSING: "a class has no training row, so that nothing can be learned of it",
  TRAINING_NOT_CONVERGED: "training stopped before the optimum: too few iterations, or a regularization too weak",
} as const;

/** A stable error code of this package. */
export type ModelErrorCode = keyof typeof MODEL_ERRORS;

/** The error of this package: the argument, the rule, and the kind of what came, never a value of the data. */
export class ModelError extends Error {
  /** What went wrong, see {@link MODEL_ERRORS}. */
  readonly code: ModelErrorCode;
  /** The argument at fault. */
  readonly argument: string;
  /** The rule, in words. */
  readonly expected: string;
  /** The kind or shape of what came. */
  readonly got: string;

  constructor(code: ModelErrorCode, argument: string, expected: string, got: string) {
    super(`${argument}: expected ${expected}, got ${got}`);
    this.name = "ModelError";
    this.code = code;
    this.argument = argument;
    this.expected = expected;
    this.got = got;
  }
}
