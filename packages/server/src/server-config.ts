import { VelumError } from "@velum/protocol";
import type { Demonstration } from "./demonstration/load-demonstration.ts";
import type { KeySetLimits } from "./key-sets/key-set-store.ts";
import type { Page } from "./page/load-page.ts";
import type { ServerEvent } from "./server-event.ts";

/** What a caller may choose. Everything has a default. */
export interface ServerOptions {
  /**
   * Host names, without port, that requests may name beside those of loopback (D3). Needed behind a proxy.
   * @example ["velum.example.org"]
   */
  readonly allowedHosts?: readonly string[];
  /**
   * Origins of other pages that may call, exactly as browsers name them: https, or http on loopback (D3).
   * @example ["http://127.0.0.1:8090"]
   */
  readonly allowedOrigins?: readonly string[];
  /**
   * What callers must send as `Authorization: Bearer …` for models and key sets: 16 to 512 letters, digits and `-._~+/`. Left
   * out, everyone may call who reaches the server.
   */
  readonly token?: string;
  /** The page for browsers, as `loadPage` gives it. */
  readonly page?: Page;
  /** Public rows and models that the page compares with, as `loadDemonstration` gives them. */
  readonly demonstration?: Demonstration;
  /** A request must have arrived after so many milliseconds: 1,000 to 600,000, by default 30,000. */
  readonly requestTimeout?: number;
  /** Key sets that are kept in memory at most: 1 to 100,000, by default 256. */
  readonly keySetCount?: number;
  /** Bytes of them at most, as uploaded: up to 2^40, by default 2^30. Expanded they take about twice as many. */
  readonly keySetBytes?: number;
  /** Bytes of key sets that one address may upload in a minute: up to 2^40, by default 2^28 (E4). */
  readonly uploadBytesPerMinute?: number;
  /** A proxy stands in front: a caller's address is the last one in `X-Forwarded-For`. */
  readonly behindProxy?: boolean;
  /** Is told of every answered request. Never of bodies, addresses or header values. */
  readonly log?: (event: ServerEvent) => void;
}

/** Checked options. */
export interface ServerConfig {
  readonly allowedHosts: ReadonlySet<string>;
  readonly allowedOrigins: ReadonlySet<string>;
  readonly token: string | undefined;
  readonly page: Page | undefined;
  readonly demonstration: Demonstration | undefined;
  readonly requestTimeout: number;
  readonly keySets: KeySetLimits;
  readonly uploadBytesPerMinute: number;
  readonly behindProxy: boolean;
  readonly log: (event: ServerEvent) => void;
}

/** How a loopback server is called. */
const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"];
const HOST_NAME = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\])$/;
const MAX_HOST_LENGTH = 253;
/** RFC 6750, 2.1. */
const TOKEN = /^[A-Za-z0-9\-._~+/]{16,512}=*$/;

/**
 * Checks the options once and freezes them.
 * @throws VelumError SERVER_OPTION
 * @example const config = checkServerOptions({ allowedHosts: ["velum.example.org"] });
 */
export function checkServerOptions(options: ServerOptions = {}): ServerConfig {
  const { allowedHosts = [], allowedOrigins = [], requestTimeout = 30_000, log = () => {} } = options;
  const { token, page, demonstration } = options;
  const { keySetCount = 256, keySetBytes = 2 ** 30, uploadBytesPerMinute = 2 ** 28, behindProxy = false } = options;
  checkInteger("requestTimeout", requestTimeout, 1000, 600_000);
  checkInteger("keySetCount", keySetCount, 1, 100_000);
  checkInteger("keySetBytes", keySetBytes, 1, 2 ** 40);
  checkInteger("uploadBytesPerMinute", uploadBytesPerMinute, 1, 2 ** 40);
  if (typeof behindProxy !== "boolean") throw refuse("behindProxy", "true or false", typeof behindProxy);
  if (typeof log !== "function") throw refuse("log", "a function", typeof log);
  if (token !== undefined && !(typeof token === "string" && TOKEN.test(token))) {
    throw refuse("token", "16 to 512 letters, digits and -._~+/", "another value");
  }
  return Object.freeze({
    allowedHosts: new Set([...LOOPBACK_HOSTS, ...allowedHosts.map(checkHost)]),
    allowedOrigins: new Set(allowedOrigins.map((origin, index) => checkOrigin(origin, `allowedOrigins[${index}]`))),
    token,
    page,
    demonstration,
    requestTimeout,
    keySets: Object.freeze({ count: keySetCount, bytes: keySetBytes }),
    uploadBytesPerMinute,
    behindProxy,
    log,
  });
}

function checkHost(host: string, index: number): string {
  const name = host.toLowerCase();
  if (name.length <= MAX_HOST_LENGTH && HOST_NAME.test(name)) return name;
  throw refuse(`allowedHosts[${index}]`, "a host name without port, IPv6 in brackets", "another text");
}

/**
 * An origin as browsers name it, to which and from which nothing goes in clear text beyond loopback (D4).
 * @throws VelumError SERVER_OPTION
 */
export function checkOrigin(text: string, argument: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const secure = url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK_HOSTS.includes(url.hostname));
  if (secure && url?.origin === text) return text;
  throw refuse(argument, "https://host[:port], or http on loopback, without a slash at its end", "another text");
}

function checkInteger(argument: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw refuse(argument, `an integer from ${min} to ${max}`, "another value");
}

const refuse = (argument: string, expected: string, got: string): VelumError =>
  new VelumError("SERVER_OPTION", { argument, expected, got });
