import { ModelError } from "../graph/model-error.ts";

/** One error for all that a decoder finds wrong with the bytes. */
export function damaged(cause?: unknown): ModelError {
  const details = { reason: "the file is cut off or damaged", advice: "Copy or export it again" };
  return new ModelError("MODEL_DAMAGED", details, { cause });
}
