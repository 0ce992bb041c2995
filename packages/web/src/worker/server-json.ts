import { PageError } from "./problem.ts";

/** A server, and the token that it wants to see. */
export interface ServerAddress {
  readonly url: string;
  readonly token: string | undefined;
}

const TIMEOUT = 15_000;

/**
 * Asks for a document beside the protocol of the client: no cookies, no redirects, no cache.
 * @throws PageError SERVER_UNREACHABLE, SERVER_REFUSED, SERVER_ANSWER_INVALID
 */
export async function askServer(server: ServerAddress, path: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetchFrom(server, path, signal);
  try {
    return await response.json();
  } catch {
    throw pageError("SERVER_ANSWER_INVALID", "The server's answer is not what was asked for.");
  }
}

/** The same, as it comes. @throws PageError SERVER_UNREACHABLE, SERVER_REFUSED */
export async function fetchFrom({ url, token }: ServerAddress, path: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(`${url}${path}`, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
    redirect: "error",
    credentials: "omit",
    referrerPolicy: "no-referrer",
    cache: "no-store",
  }).catch(() => {
    throw pageError("SERVER_UNREACHABLE", "The server does not answer.");
  });
  if (response.ok) return response;
  const code = response.status === 401 ? "UNAUTHORIZED" : undefined;
  throw pageError("SERVER_REFUSED", "The server answered with an error.", {
    status: response.status,
    code,
    detail: "",
  });
}

const pageError = (code: string, message: string, server?: PageError["problem"]["server"]): PageError =>
  new PageError({ code, message, argument: undefined, expected: undefined, server });
