import type { WorkerProblem } from "../worker/messages.ts";

/** What went wrong, in a line: the server's own code where it is the server that refused. Its free text is left out (C7). */
export function problemText({ code, message, server }: WorkerProblem): string {
  if (code === "SERVER_UNREACHABLE") return "The server does not answer.";
  if (server === undefined) return message;
  return `The server answered with an error: ${server.code ?? "no code"}, status ${server.status}.`;
}
