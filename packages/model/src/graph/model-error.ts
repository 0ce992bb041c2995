import { quoteName } from "./quote-name.ts";

/** What can be wrong with a model; codes are stable, messages are not. */
export type ModelErrorCode =
  | "MODEL_EMPTY"
  | "MODEL_NOT_ONNX"
  | "MODEL_DAMAGED"
  | "MODEL_TOO_LARGE"
  | "GRAPH_MISSING"
  | "OPSET_UNSUPPORTED"
  | "OPERATOR_UNSUPPORTED"
  | "OPERATOR_FORM_UNSUPPORTED"
  | "EXTERNAL_DATA"
  | "WEIGHTS_NOT_FINITE"
  | "TENSOR_INVALID"
  | "NAME_UNDEFINED"
  | "NAME_DUPLICATE"
  | "GRAPH_CYCLE"
  | "INPUT_UNSUPPORTED"
  | "TYPE_MISMATCH"
  | "SHAPE_MISMATCH"
  | "ROWS_MIXED"
  | "RUN_INPUT_INVALID"
  | "GRAPH_NOT_SPLITTABLE";

export interface ModelErrorDetails {
  /** What was expected and what came; never a value of the user's data. */
  readonly reason: string;
  /** What to do instead, as a sentence. */
  readonly advice?: string;
  /** The node's name in the file, where one node is to blame. */
  readonly node?: string;
  /** The operator as the file names it, with the domain where it is not the standard one. */
  readonly operator?: string;
}

/**
 * A model that cannot be read, run or compiled: which node, which operator, why, and what to do instead.
 * Names from the file are quoted and escaped in the message, so that it can be printed on a terminal.
 */
export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly code: ModelErrorCode;
  readonly reason: string;
  readonly advice: string | undefined;
  readonly node: string | undefined;
  readonly operator: string | undefined;

  constructor(code: ModelErrorCode, details: ModelErrorDetails, options?: ErrorOptions) {
    super(messageOf(details), options);
    this.code = code;
    this.reason = details.reason;
    this.advice = details.advice;
    this.node = details.node;
    this.operator = details.operator;
  }
}

function messageOf({ reason, advice, node, operator }: ModelErrorDetails): string {
  const place = [
    operator === undefined ? "" : `operator ${quoteName(operator)}`,
    node === undefined ? "" : `node ${quoteName(node)}`,
  ].filter((part) => part !== "");
  const head = place.length === 0 ? reason : `${place.join(", ")}: ${reason}`;
  return advice === undefined ? head : `${head}. ${advice}`;
}

/** Runs `work` and adds the node to every {@link ModelError} that does not name one yet. */
export function atNode<T>(place: { readonly name: string; readonly operator: string }, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ModelError) || error.node !== undefined) throw error;
    const { code, reason, advice } = error;
    const details = { reason, node: place.name, operator: place.operator, ...(advice === undefined ? {} : { advice }) };
    throw new ModelError(code, details, { cause: error });
  }
}
