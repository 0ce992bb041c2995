import type { Context } from "../engine/context.ts";

/** What every reader is told. */
export interface ReadOptions {
  /** The parameters that the frame must belong to. */
  readonly context: Context;
  /** Most bytes to look at; larger input is refused unread. */
  readonly maxBytes?: number;
}
