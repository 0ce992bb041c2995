import { type CallOptions, createClient, type VelumClient } from "./create-client.ts";
import { exchange } from "./http/exchange.ts";
import { MAX_MODEL_LIST_BYTES, readModelList, type ServedModel } from "./http/model-list.ts";
import { type ClientOptions, checkServer } from "./options.ts";

/** How a server is asked. */
export type ConnectOptions = Pick<ClientOptions, "token" | "timeout" | "retries">;

/** How one of its models is opened. */
export type OpenOptions = Pick<ClientOptions, "version" | "expectedContractDigest" | "answersPerKey"> & CallOptions;

/** A server, and what it is asked with. Nothing stays open between two calls. */
export interface ServerConnection {
  /** `https://host:port` */
  readonly origin: string;
  /**
   * Names, versions and digests of its contracts.
   * @throws VelumClientError SERVER_…, CALL_ABORTED; VelumError SERVER_ANSWER_INVALID
   */
  models(options?: CallOptions): Promise<readonly ServedModel[]>;
  /** A session with one model. @throws as `createClient` */
  open(model: string, options?: OpenOptions): Promise<VelumClient>;
}

/**
 * Checks how a server is to be asked; nothing is sent before the first call.
 * @param url - https, or http on loopback
 * @throws VelumClientError CLIENT_OPTION, URL_REFUSED
 * @example const client = await connect("https://velum.example.org", { token }).open("heart");
 */
export function connect(url: string, { token, timeout, retries }: ConnectOptions = {}): ServerConnection {
  const given = {
    url,
    ...(token === undefined ? {} : { token }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(retries === undefined ? {} : { retries }),
  };
  const { base, origin, ...policy } = checkServer(given);
  return Object.freeze({
    origin,
    async models({ signal = new AbortController().signal }: CallOptions = {}) {
      const request = { url: `${base}/v2/models`, method: "GET", headers: { accept: "application/json" } } as const;
      const { bytes } = await exchange({ ...request, limit: MAX_MODEL_LIST_BYTES }, { ...policy, signal });
      return readModelList(bytes);
    },
    open: (model: string, { signal, ...options }: OpenOptions = {}) =>
      createClient({ ...given, ...options, model }, signal === undefined ? {} : { signal }),
  });
}
