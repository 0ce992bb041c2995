import { VelumError } from "@velum/protocol";
import type { ServerEvent } from "./server-event.ts";

/** What a caller may choose. Everything has a default. */
export interface ServerOptions {
  /**
   * Host names, without port, that requests may name beside those of loopback (D3). Needed behind a proxy.
   * @example ["velum.example.org"]
   */
  readonly allowedHosts?: readonly string[];
  /** A request must have arrived after so many milliseconds: 1,000 to 600,000, by default 30,000. */
  readonly requestTimeout?: number;
  /** Is told of every answered request. Never of bodies, addresses or header values. */
  readonly log?: (event: ServerEvent) => void;
}

/** Checked options. */
export interface ServerConfig {
  readonly allowedHosts: ReadonlySet<string>;
  readonly requestTimeout: number;
  readonly log: (event: ServerEvent) => void;
}

/** How a loopback server is called. */
const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"];
const HOST_NAME = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\])$/;
const MAX_HOST_LENGTH = 253;

/**
 * Checks the options once and freezes them.
 * @throws VelumError SERVER_OPTION
 * @example const config = checkServerOptions({ allowedHosts: ["velum.example.org"] });
 */
export function checkServerOptions(options: ServerOptions = {}): ServerConfig {
  const { allowedHosts = [], requestTimeout = 30_000, log = () => {} } = options;
  if (!(Number.isInteger(requestTimeout) && requestTimeout >= 1000 && requestTimeout <= 600_000)) {
    throw refuse("requestTimeout", "1000 to 600000 milliseconds", "another value");
  }
  if (typeof log !== "function") throw refuse("log", "a function", typeof log);
  return Object.freeze({
    allowedHosts: new Set([...LOOPBACK_HOSTS, ...allowedHosts.map(checkHost)]),
    requestTimeout,
    log,
  });
}

function checkHost(host: string, index: number): string {
  const name = host.toLowerCase();
  if (name.length <= MAX_HOST_LENGTH && HOST_NAME.test(name)) return name;
  throw refuse(`allowedHosts[${index}]`, "a host name without port, IPv6 in brackets", "another text");
}

const refuse = (argument: string, expected: string, got: string): VelumError =>
  new VelumError("SERVER_OPTION", { argument, expected, got });
