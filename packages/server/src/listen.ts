import { type AddressInfo, isIPv4, isIPv6 } from "node:net";
import { VelumError } from "@velum/protocol";
import type { FastifyInstance } from "fastify";

/** Where to listen. */
export interface ListenOptions {
  /** By default 127.0.0.1. */
  readonly host?: string;
  /** 0 to 65,535; by default 0, which lets the system choose a free one. */
  readonly port?: number;
  /** A proxy that ends TLS stands in front: without it nothing beyond loopback is listened on (D4). */
  readonly behindProxy?: boolean;
}

/** A server that answers. */
export interface RunningServer {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  readonly port: number;
  /**
   * Stops: no new connections, idle ones closed, running requests answered. Connections that are still open after `grace`
   * milliseconds are cut.
   * @param grace - by default 5,000
   */
  stop(grace?: number): Promise<void>;
}

/**
 * Listens.
 * @throws VelumError LISTEN_REFUSED for an address beyond loopback without `behindProxy`, SERVER_OPTION; Node's own error
 * when the port is taken
 * @example const server = await listen(app, { port: 8080 });
 */
export async function listen(app: FastifyInstance, options: ListenOptions = {}): Promise<RunningServer> {
  const { host = "127.0.0.1", port = 0, behindProxy = false } = options;
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new VelumError("SERVER_OPTION", { argument: "port", expected: "0 to 65535", got: "another value" });
  }
  if (!behindProxy && !isLoopback(host)) {
    throw new VelumError("LISTEN_REFUSED", { argument: "host", expected: "a loopback address", got: "another" });
  }
  await app.listen({ host, port });
  const { port: bound } = app.server.address() as AddressInfo;
  return Object.freeze({
    url: `http://${isIPv6(host) ? `[${host}]` : host}:${bound}`,
    port: bound,
    stop: (grace?: number) => stop(app, grace),
  });
}

/** 127.0.0.0/8, ::1, and the name that stands for them (RFC 6761, 6.3). */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

async function stop(app: FastifyInstance, grace = 5000): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), grace);
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
  }
}
