import { GraphError } from "../graph/graph-error.ts";

/** One error for all that a decoder finds wrong with the bytes. */
export function damaged(cause?: unknown): GraphError {
  const details = { reason: "the file is cut off or damaged", advice: "Copy or export it again" };
  return new GraphError("MODEL_DAMAGED", details, { cause });
}
