import type { ErrorContext, ErrorEntry } from "@velum/protocol";

const entry = (title: string, detail: string, retryable = false): ErrorEntry =>
  Object.freeze({ status: null, title, detail, retryable });

/**
 * Every error that arises in the client alone. Contracts and response frames are judged by `@velum/protocol`, rows by
 * `@velum/tabular`: their errors come through as they are. `docs/errors.md` is generated from this table.
 */
export const CLIENT_ERRORS: Readonly<Record<ClientErrorCode, ErrorEntry>> = Object.freeze({
  CLIENT_OPTION: entry("Client option", "An option of the client has the wrong type or range."),
  URL_REFUSED: entry("Address refused", "Only https addresses, and http on loopback, are used."),
  CONTRACT_UNEXPECTED: entry(
    "Contract unexpected",
    "The server's contract is not the one that was asked for. No input was read. Compare the two before you accept the new one.",
  ),
  SERVER_UNREACHABLE: entry(
    "Server unreachable",
    "No connection, a redirect, or the connection broke before the answer was complete.",
    true,
  ),
  SERVER_TIMEOUT: entry("Server timeout", "The answer did not arrive in time.", true),
  SERVER_REFUSED: entry("Server refused", "The server answered with an error, named in `server.code`."),
  SERVER_ANSWER_TOO_LARGE: entry(
    "Server answer too large",
    "The server's answer is longer than what was asked for can be. It was not read to the end.",
  ),
  RESULT_OUT_OF_RANGE: entry(
    "Result out of range",
    "The decrypted value is outside the range that the contract proves. It is not shown.",
  ),
  KEY_BOUND: entry("Key bound elsewhere", "A key belongs to one server, one contract and one parameter set."),
  KEY_USED: entry("Key used", "A key, or one use of it, encrypts one request and opens one answer."),
  CALL_ABORTED: entry("Call aborted", "The caller's signal ended the call."),
  CLIENT_CLOSED: entry("Client closed", "The client was closed."),
});

/** A stable code of this package: switch on it, never on a message. */
export type ClientErrorCode =
  | "CLIENT_OPTION"
  | "URL_REFUSED"
  | "CONTRACT_UNEXPECTED"
  | "SERVER_UNREACHABLE"
  | "SERVER_TIMEOUT"
  | "SERVER_REFUSED"
  | "SERVER_ANSWER_TOO_LARGE"
  | "RESULT_OUT_OF_RANGE"
  | "KEY_BOUND"
  | "KEY_USED"
  | "CALL_ABORTED"
  | "CLIENT_CLOSED";

/** What a server said about its refusal: a stranger's text, kept apart from ours. Plain, short, without control characters. */
export interface ServerProblem {
  /** HTTP status. */
  readonly status: number;
  /** The stable code of the problem, or undefined where the answer has none of the known form. */
  readonly code: string | undefined;
  /** Show as text, never as markup. */
  readonly detail: string;
}

/**
 * The error of the client. Messages name field and rule, never a user's value, a key or what a server wrote (C7).
 * @example catch (error) { if (error instanceof VelumClientError && error.code === "SERVER_UNREACHABLE") later(); }
 */
export class VelumClientError extends Error {
  readonly code: ClientErrorCode;
  readonly argument: string | undefined;
  readonly expected: string | undefined;
  readonly got: string | undefined;
  /** For SERVER_REFUSED. */
  readonly server: ServerProblem | undefined;

  constructor(
    code: ClientErrorCode,
    { context, server, cause }: { context?: ErrorContext; server?: ServerProblem; cause?: unknown } = {},
  ) {
    const { detail } = CLIENT_ERRORS[code];
    const subject = context && `"${context.argument}" expected ${context.expected}, got ${context.got}. `;
    super(`${subject ?? ""}${detail}`, cause === undefined ? undefined : { cause });
    this.name = "VelumClientError";
    this.code = code;
    this.argument = context?.argument;
    this.expected = context?.expected;
    this.got = context?.got;
    this.server = server;
  }
}

/** An error about an argument. */
export const refuse = (code: ClientErrorCode, argument: string, expected: string, got: string): VelumClientError =>
  new VelumClientError(code, { context: { argument, expected, got } });
