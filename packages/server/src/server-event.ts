/** One answered request, for the operator's log: nothing that came from the body, and no address. */
export interface ServerEvent {
  /** The id that the answer carries as `X-Request-Id`. */
  readonly requestId: string;
  readonly method: string;
  /** The route's pattern, or null where no route matched: a path is text of a stranger. */
  readonly route: string | null;
  readonly status: number;
  readonly milliseconds: number;
  /** Stable code of the error that was answered, or null. */
  readonly code: string | null;
  /** Where the server itself failed: name of the error and its stack frames, without the message. */
  readonly failure: string | null;
}

/** Name and stack frames of an error. The message stays out: nobody knows what is in that of a foreign error. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return `thrown value of type ${typeof error}`;
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames].join("\n");
}
