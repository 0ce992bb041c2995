import { quoteName } from "./quote-name.ts";

/** Every code of {@link GraphError}, with what it means. Codes are stable: switch on them, never on a message. */
export const GRAPH_ERRORS = {
  MODEL_EMPTY: "the model file has no bytes",
  MODEL_NOT_ONNX: "the file is something else than an ONNX model",
  MODEL_DAMAGED: "the model file is cut off or damaged",
  MODEL_TOO_LARGE: "the model, or what it declares, is beyond a limit of the reader",
  GRAPH_MISSING: "the model file holds no graph, or a graph without outputs",
  OPSET_UNSUPPORTED: "the model uses a version of the operators that is not supported",
  OPERATOR_UNSUPPORTED: "an operator has no encrypted form",
  OPERATOR_FORM_UNSUPPORTED: "an operator is supported, but not with these inputs or attributes",
  EXTERNAL_DATA: "weights are in another file, which was not given or is not named plainly",
  WEIGHTS_NOT_FINITE: "a weight is NaN or infinite",
  TENSOR_INVALID: "a tensor's elements do not fit its declared type or shape",
  NAME_UNDEFINED: "a node or an output names a value that nothing defines",
  NAME_DUPLICATE: "two values have the same name",
  GRAPH_CYCLE: "nodes wait for each other",
  INPUT_UNSUPPORTED: "an input is no tensor of numbers or words with a fixed width",
  TYPE_MISMATCH: "a value has another element type than the operator takes",
  SHAPE_MISMATCH: "shapes do not fit each other",
  ROWS_MIXED: "an operator works across rows, which are answered one by one",
  RUN_INPUT_INVALID: "an input of a run in the clear is missing, unknown, or of another type or shape",
  GRAPH_NOT_SPLITTABLE: "the model is no chain of layers between preparation and interpretation by the client",
} as const;

/** A stable error code of graphs and their files. */
export type GraphErrorCode = keyof typeof GRAPH_ERRORS;

export interface GraphErrorDetails {
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
export class GraphError extends Error {
  override readonly name = "GraphError";
  readonly code: GraphErrorCode;
  readonly reason: string;
  readonly advice: string | undefined;
  readonly node: string | undefined;
  readonly operator: string | undefined;

  constructor(code: GraphErrorCode, details: GraphErrorDetails, options?: ErrorOptions) {
    super(messageOf(details), options);
    this.code = code;
    this.reason = details.reason;
    this.advice = details.advice;
    this.node = details.node;
    this.operator = details.operator;
  }
}

function messageOf({ reason, advice, node, operator }: GraphErrorDetails): string {
  const place = [
    operator === undefined ? "" : `operator ${quoteName(operator)}`,
    node === undefined ? "" : `node ${quoteName(node)}`,
  ].filter((part) => part !== "");
  const head = place.length === 0 ? reason : `${place.join(", ")}: ${reason}`;
  return advice === undefined ? head : `${head}. ${advice}`;
}

/** Runs `work` and adds the node to every {@link GraphError} that does not name one yet. */
export function atNode<T>(place: { readonly name: string; readonly operator: string }, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof GraphError) || error.node !== undefined) throw error;
    const { code, reason, advice } = error;
    const details = { reason, node: place.name, operator: place.operator, ...(advice === undefined ? {} : { advice }) };
    throw new GraphError(code, details, { cause: error });
  }
}
