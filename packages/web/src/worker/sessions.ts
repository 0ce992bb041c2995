import { createClient, type Frames, type VelumClient } from "@velum/client";
import type { LastRequest, ModelKeys, OpenedModel } from "./messages.ts";

/** A session with a model, and what it took to open it. */
interface Session {
  readonly client: VelumClient;
  readonly opened: OpenedModel;
}

/** The sessions of this tab with one server, and its last request. */
export interface Sessions {
  /** Ends all, and takes another server. */
  connect(server: string, token: string | undefined): void;
  readonly server: () => { readonly url: string; readonly token: string | undefined };
  open(model: string, again?: boolean): Promise<Session>;
  keep(model: string, frames: Frames): void;
  last(): LastRequest | null;
  keys(): readonly ModelKeys[];
  /** Wipes every secret of every session. */
  wipe(): Promise<void>;
}

/** @example const { client } = await sessions.open("heart"); */
export function createSessions(): Sessions {
  const open = new Map<string, Promise<Session>>();
  const ready = new Map<string, VelumClient>();
  let server: { readonly url: string; readonly token: string | undefined } = { url: "", token: undefined };
  let last: LastRequest | null = null;

  const start = async (model: string): Promise<Session> => {
    const begun = performance.now();
    const client = await createClient({ url: server.url, model });
    ready.set(model, client);
    const { contract, contractDigest, frameSizes } = client;
    const milliseconds = performance.now() - begun;
    return { client, opened: { contract, contractDigest, sizes: frameSizes, milliseconds } };
  };
  const close = async (): Promise<void> => {
    last = null;
    open.clear();
    const clients = [...ready.values()];
    ready.clear();
    await Promise.all(clients.map((client) => client.close()));
  };

  return {
    connect(url, token) {
      void close();
      server = { url, token };
    },
    server: () => server,
    open(model, again = false) {
      if (again) {
        open.delete(model);
        void ready.get(model)?.close();
      }
      const known = open.get(model) ?? start(model);
      open.set(model, known);
      known.catch(() => open.delete(model));
      return known;
    },
    keep(model, { request, response }) {
      last = { model, request, response, at: Date.now() };
    },
    last: () => last,
    keys: () => [...ready].map(([model, client]) => ({ model, keySets: client.keySets() })),
    wipe: close,
  };
}
