import { VelumError } from "@velum/protocol";
import type { KeySetLimits } from "./key-sets/key-set-store.ts";
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
  /** Key sets that are kept in memory at most: 1 to 100,000, by default 256. */
  readonly keySetCount?: number;
  /** Bytes of them at most, as uploaded: up to 2^40, by default 2^30. Expanded they take about twice as many. */
  readonly keySetBytes?: number;
  /** Is told of every answered request. Never of bodies, addresses or header values. */
  readonly log?: (event: ServerEvent) => void;
}

/** Checked options. */
export interface ServerConfig {
  readonly allowedHosts: ReadonlySet<string>;
  readonly requestTimeout: number;
  readonly keySets: KeySetLimits;
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
  const { keySetCount = 256, keySetBytes = 2 ** 30 } = options;
  checkInteger("requestTimeout", requestTimeout, 1000, 600_000);
  checkInteger("keySetCount", keySetCount, 1, 100_000);
  checkInteger("keySetBytes", keySetBytes, 1, 2 ** 40);
  if (typeof log !== "function") throw refuse("log", "a function", typeof log);
  return Object.freeze({
    allowedHosts: new Set([...LOOPBACK_HOSTS, ...allowedHosts.map(checkHost)]),
    requestTimeout,
    keySets: Object.freeze({ count: keySetCount, bytes: keySetBytes }),
    log,
  });
}

function checkHost(host: string, index: number): string {
  const name = host.toLowerCase();
  if (name.length <= MAX_HOST_LENGTH && HOST_NAME.test(name)) return name;
  throw refuse(`allowedHosts[${index}]`, "a host name without port, IPv6 in brackets", "another text");
}

function checkInteger(argument: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw refuse(argument, `an integer from ${min} to ${max}`, "another value");
}

const refuse = (argument: string, expected: string, got: string): VelumError =>
  new VelumError("SERVER_OPTION", { argument, expected, got });
