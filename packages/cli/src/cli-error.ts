import { EXIT, type ExitCode } from "./exit-code.ts";

export type CliErrorCode =
  | "SERVER_PROCESS"
  | "DATA_MISSING"
  | "DATA_FILE"
  | "FILE"
  | "EVALUATION"
  | "PAGE"
  | "USAGE"
  | "INTERRUPTED"
  | "UNEXPECTED";

/** Errors of the command line itself: code and what it means. */
export const CLI_ERRORS: Readonly<Record<CliErrorCode, string>> = Object.freeze({
  SERVER_PROCESS: "The server process ended before it was ready.",
  DATA_MISSING: "heart-disease.csv is neither in this package nor in the repository.",
  DATA_FILE: "A CSV file, or a cell of it, is not what was expected.",
  FILE: "A file cannot be read or written.",
  EVALUATION: "The model's answers cannot be compared or measured as asked.",
  PAGE: "The page is not built.",
  USAGE: "Arguments that do not go together.",
  INTERRUPTED: "Stopped by a signal.",
  UNEXPECTED: "An error that no package names.",
});

/** An error of the command line. */
export class CliError extends Error {
  readonly code: CliErrorCode;

  constructor(code: CliErrorCode, detail: string = CLI_ERRORS[code]) {
    super(detail);
    this.name = "CliError";
    this.code = code;
  }
}

/** Codes of other packages that mean that the command was given something it cannot take. */
const WRONG_USE: ReadonlySet<unknown> = new Set([
  "LISTEN_REFUSED",
  "SERVER_OPTION",
  "CLIENT_OPTION",
  "URL_REFUSED",
  "COMPILE_OPTION",
  "USAGE",
]);

/** What to say of anything thrown. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly exit: ExitCode;
}

/** Code, message for people, and exit code of anything thrown. */
export function describeError(error: unknown): Failure {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "UNEXPECTED";
  const message =
    error instanceof Error ? `${error.message}${refusalOf(error)}` : "a value that is no error was thrown";
  return { code, message: printable(message), exit: WRONG_USE.has(code) ? EXIT.wrongUse : EXIT.failed };
}

/** What a server said of its refusal. Its fields are looked at, not its class: the server's process must not load the client. */
function refusalOf(error: Error): string {
  if (!("server" in error) || typeof error.server !== "object" || error.server === null) return "";
  const { status, code, detail } = error.server as { status?: unknown; code?: unknown; detail?: unknown };
  return ` It said: ${[code ?? status, detail].filter((part) => part !== undefined && part !== "").join(": ")}`;
}

/** Text as a terminal may see it: a server's words must not move its cursor (C7). */
export const printable = (text: string): string => text.replace(/\p{C}+/gu, " ").trim();
