import {
  CONTENT_DIGEST,
  contentDigest,
  matchesContentDigest,
  PROTOCOL_ERRORS,
  type ProtocolErrorCode,
  VelumError,
} from "@velum/protocol";
import { VelumClientError } from "../errors.ts";
import { readLimited } from "./read-limited.ts";
import { MAX_PROBLEM_BYTES, readProblem } from "./server-problem.ts";

/** One request, as bytes that stay the same however often they are sent. */
export interface ExchangeRequest {
  readonly url: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
  /** Most bytes of the answer. */
  readonly limit: number;
  /** Statuses that are an answer: 200 if left out. */
  readonly success?: readonly number[];
}

/** How long, how often, and who may end it. */
export interface ExchangePolicy {
  readonly timeout: number;
  readonly retries: number;
  readonly signal: AbortSignal;
  /** Sent as `Authorization: Bearer …`. */
  readonly token?: string | undefined;
}

/** A complete answer of an expected status. */
export interface ExchangeAnswer {
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Longest wait between two attempts, whatever a server asks for (C6). */
const MAX_WAIT = 5000;
const FIRST_WAIT = 200;

/**
 * Sends a request and reads its answer. The same stored bytes go again, after a capped wait, when the connection fails or
 * the server says that they may (B3, C6): never after an answer that is wrong, and never to another address.
 * @throws VelumClientError SERVER_UNREACHABLE, SERVER_TIMEOUT, SERVER_REFUSED, SERVER_ANSWER_TOO_LARGE, CALL_ABORTED; VelumError
 * SERVER_ANSWER_INVALID
 */
export async function exchange(request: ExchangeRequest, policy: ExchangePolicy): Promise<ExchangeAnswer> {
  for (let attempt = 0; ; attempt++) {
    const outcome = await attemptOnce(request, policy);
    if (!(outcome instanceof Failure)) return outcome;
    if (policy.signal.aborted) throw new VelumClientError("CALL_ABORTED");
    if (!outcome.retryable || attempt >= policy.retries) throw outcome.error;
    await pause(waitAfter(attempt, outcome.wait), policy.signal);
  }
}

/** Milliseconds to wait after attempt 0, 1, …: longer each time, as long as the server asked for, and never above the cap. */
export const waitAfter = (attempt: number, asked: number): number =>
  Math.min(MAX_WAIT, Math.max(asked, FIRST_WAIT * 2 ** attempt));

/** Why an attempt failed, and whether another may follow. */
class Failure {
  readonly error: VelumClientError | VelumError;
  readonly retryable: boolean;
  /** Milliseconds that the server asked for. */
  readonly wait: number;

  constructor(error: VelumClientError | VelumError, retryable: boolean, wait = 0) {
    this.error = error;
    this.retryable = retryable;
    this.wait = wait;
  }
}

async function attemptOnce(request: ExchangeRequest, policy: ExchangePolicy): Promise<ExchangeAnswer | Failure> {
  const deadline = AbortSignal.timeout(policy.timeout);
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: { ...request.headers, ...digestOf(request), ...authorization(policy), "accept-encoding": "identity" },
      body: request.body ?? null,
      signal: AbortSignal.any([deadline, policy.signal]),
      // A redirect would carry the request to another server (C6).
      redirect: "error",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
    });
    const success = (request.success ?? [200]).includes(response.status);
    const bytes = await readLimited(response, success ? request.limit : MAX_PROBLEM_BYTES);
    if (!success) return refused(response, bytes);
    checkDigest(response.headers, bytes);
    return { headers: response.headers, bytes };
  } catch (cause) {
    if (cause instanceof VelumClientError || cause instanceof VelumError) return new Failure(cause, false);
    const code = deadline.aborted ? "SERVER_TIMEOUT" : "SERVER_UNREACHABLE";
    return new Failure(new VelumClientError(code, { cause }), true);
  }
}

/** RFC 9530: the server sees before it reads a frame whether all of it has come. */
const digestOf = ({ body }: ExchangeRequest): Readonly<Record<string, string>> =>
  body === undefined ? {} : { [CONTENT_DIGEST]: contentDigest(body) };

/** @throws VelumError SERVER_ANSWER_INVALID */
function checkDigest(headers: Headers, bytes: Uint8Array): void {
  if (matchesContentDigest(headers.get(CONTENT_DIGEST), bytes)) return;
  const expected = "the SHA-256 of the answer";
  throw new VelumError("SERVER_ANSWER_INVALID", { argument: "Content-Digest", expected, got: "another" });
}

const authorization = ({ token }: ExchangePolicy): Readonly<Record<string, string>> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

/** Whether to try again is decided by our own table, not by what the answer claims. */
function refused(response: Response, bytes: Uint8Array): Failure {
  const server = readProblem(response.status, bytes);
  const known = server.code !== undefined && Object.hasOwn(PROTOCOL_ERRORS, server.code);
  const retryable = known && PROTOCOL_ERRORS[server.code as ProtocolErrorCode].retryable;
  return new Failure(new VelumClientError("SERVER_REFUSED", { server }), retryable, retryAfter(response));
}

/** `Retry-After` in seconds (RFC 9110, 10.2.3); a date is not worth a clock's errors. */
function retryAfter({ headers }: Response): number {
  const seconds = headers.get("retry-after") ?? "";
  return /^\d{1,9}$/.test(seconds) ? 1000 * Number(seconds) : 0;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(new VelumClientError("CALL_ABORTED"));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}
