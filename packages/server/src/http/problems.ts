import { problemDetails, VelumError } from "@velum/protocol";
import type { FastifyError, FastifyInstance, FastifyReply } from "fastify";
import { describeFailure } from "../server-event.ts";
import { discardBody } from "./discard-body.ts";
import { setSecurityHeaders } from "./security-headers.ts";

/** Media type of errors (RFC 9457, section 3). */
const PROBLEM_TYPE = "application/problem+json";
/** Seconds after which a client may send the same bytes again, where nothing else is known. */
const RETRY_AFTER = "1";

declare module "fastify" {
  interface FastifyReply {
    /** What was answered where something went wrong, for the log. */
    problem: { readonly code: string; readonly failure: string | null } | null;
  }
}

/** Every error becomes problem details, those of the framework too: a stable code, no stack, no value of the caller. */
export function addProblems(app: FastifyInstance): void {
  app.decorateReply("problem", null);
  app.setErrorHandler((error, _request, reply) => sendProblem(reply, translate(error)));
  app.setNotFoundHandler(() => {
    throw new VelumError("ROUTE_UNKNOWN");
  });
}

/** For errors before routing: a path that is no path, or one that is too long. No hook has run. */
export function answerFrameworkError(_error: FastifyError, reply: FastifyReply): FastifyReply {
  setSecurityHeaders(reply);
  return sendProblem(reply, new VelumError("ROUTE_UNKNOWN"));
}

function sendProblem(reply: FastifyReply, error: unknown): FastifyReply {
  const problem = problemDetails(error);
  reply.problem = { code: problem.code, failure: problem.status === 500 ? describeFailure(error) : null };
  if (problem.retryable && !reply.hasHeader("retry-after")) reply.header("retry-after", RETRY_AFTER);
  discardBody(reply.request.raw, reply.request.routeOptions?.config?.mostDiscarded);
  return reply
    .code(problem.status)
    .header("cache-control", "no-store")
    .type(PROBLEM_TYPE)
    .send(Buffer.from(JSON.stringify(problem)));
}

/** The framework's own refusals of a body. Everything else of its errors is a fault of ours, and answered as one. */
function translate(error: unknown): unknown {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return code === "FST_ERR_CTP_INVALID_MEDIA_TYPE" ? new VelumError("CONTENT_TYPE_UNSUPPORTED") : error;
}

/** The same form where there is no request yet, only a socket: bytes that are no HTTP, or that did not come in time. */
export function rawProblem(code: "HTTP_MALFORMED" | "HTTP_TIMEOUT"): string {
  const problem = problemDetails(new VelumError(code));
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    "Connection: close",
    "Cache-Control: no-store",
    "X-Content-Type-Options: nosniff",
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");
}
