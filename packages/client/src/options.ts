import { type ContractDigest, MODEL_NAME, MODEL_VERSION } from "@velum/protocol";
import { refuse } from "./errors.ts";

/** What `createClient` takes. */
export interface ClientOptions {
  /** Where the server is: https, or http on loopback. A path in front of `/v2` may follow. */
  readonly url: string;
  /** Name of the model. */
  readonly model: string;
  /** A version; the server's current one if left out. */
  readonly version?: string;
  /** 64 hex digits: the contract that was accepted before. Any other is refused before input is read (C3). */
  readonly expectedContractDigest?: string;
  /** What the server asks for, if it does: 16 to 512 letters, digits and `-._~+/`. It goes to this server alone, in a header. */
  readonly token?: string;
  /** Milliseconds for one HTTP exchange: 100 to 600,000, by default 30,000. */
  readonly timeout?: number;
  /** How often the stored bytes are sent again when the server is busy or the connection breaks: 0 to 10, by default 2. */
  readonly retries?: number;
  /**
   * For plans that need a key set: numbers that come back under one, which then gives way to another: 1 to 100,000, by default
   * 500. About 800 results of a living key, seen by someone who can make its ciphertexts, are the key (C1).
   */
  readonly answersPerKey?: number;
}

/** Checked options. */
export interface ClientConfig {
  /** The server's base address, without a slash at its end. */
  readonly base: string;
  readonly origin: string;
  readonly model: string;
  readonly version: string | undefined;
  readonly expectedContractDigest: ContractDigest | undefined;
  readonly token: string | undefined;
  readonly timeout: number;
  readonly retries: number;
  readonly answersPerKey: number;
}

/** @throws VelumClientError CLIENT_OPTION, URL_REFUSED */
export function checkOptions(options: ClientOptions): ClientConfig {
  const { model, version, expectedContractDigest, answersPerKey = 500 } = options;
  return Object.freeze({
    ...checkServer(options),
    model: checkText("model", model, MODEL_NAME),
    version: version === undefined ? undefined : checkText("version", version, MODEL_VERSION),
    expectedContractDigest:
      expectedContractDigest === undefined
        ? undefined
        : (checkText("expectedContractDigest", expectedContractDigest, /^[0-9a-f]{64}$/) as ContractDigest),
    answersPerKey: checkInteger("answersPerKey", answersPerKey, 1, 100_000),
  });
}

/** What is needed to ask a server anything at all. */
export type ServerAccess = Pick<ClientConfig, "base" | "origin" | "token" | "timeout" | "retries">;

/** @throws VelumClientError CLIENT_OPTION, URL_REFUSED */
export function checkServer(options: Pick<ClientOptions, "url" | "token" | "timeout" | "retries">): ServerAccess {
  const { token, timeout = 30_000, retries = 2 } = options;
  const url = checkUrl(options.url);
  return Object.freeze({
    base: `${url.origin}${url.pathname.replace(/\/+$/, "")}`,
    origin: url.origin,
    token: token === undefined ? undefined : checkText("token", token, TOKEN),
    timeout: checkInteger("timeout", timeout, 100, 600_000),
    retries: checkInteger("retries", retries, 0, 10),
  });
}

/** RFC 6750, 2.1. */
const TOKEN = /^[A-Za-z0-9\-._~+/]{16,512}=*$/;

/** Names of this machine, to which clear text may go (D4). */
const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "[::1]", "localhost"]);

/**
 * An address that may be called: https, or http on loopback; no user, password, query or fragment.
 * @throws VelumClientError URL_REFUSED, without the address: it may hold a password
 */
export function checkUrl(value: string): URL {
  const url = parseUrl(value);
  const secure = url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.has(url.hostname));
  if (!secure) throw refuse("URL_REFUSED", "url", "https, or http on 127.0.0.1, [::1] or localhost", "another address");
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw refuse("URL_REFUSED", "url", "origin and path alone", "user, query or fragment too");
  }
  return url;
}

function parseUrl(value: string): URL {
  try {
    return new URL(value);
  } catch {
    throw refuse(
      "URL_REFUSED",
      "url",
      "an absolute address",
      typeof value === "string" ? "another text" : typeof value,
    );
  }
}

function checkText(argument: string, value: string, pattern: RegExp): string {
  if (typeof value === "string" && pattern.test(value)) return value;
  const got = typeof value === "string" ? "another text" : typeof value;
  throw refuse("CLIENT_OPTION", argument, `a text like ${pattern.source}`, got);
}

function checkInteger(argument: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw refuse("CLIENT_OPTION", argument, `an integer from ${min} to ${max}`, "another value");
}
