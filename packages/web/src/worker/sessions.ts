import { connect, type Frames, type ServerConnection, type VelumClient } from "@velum/client";
import type { LastRequest, ModelKeys, OpenedModel } from "./messages.ts";
import { PageError } from "./problem.ts";
import type { ServerAddress } from "./server-json.ts";
import type { HeldTable } from "./tables.ts";

/** A session with a model, and what it took to open it. */
interface Session {
  readonly client: VelumClient;
  readonly opened: OpenedModel;
}

/** The sessions of this tab with one server, and its last request. */
export interface Sessions {
  /** Ends all, and takes another server. @throws VelumClientError CLIENT_OPTION, URL_REFUSED */
  connect(server: ServerAddress): void;
  server(): ServerAddress;
  connection(): ServerConnection;
  open(model: string, again?: boolean): Promise<Session>;
  keep(model: string, frames: Frames): void;
  last(): LastRequest | null;
  keys(): readonly ModelKeys[];
  holdTable(table: HeldTable): void;
  /** @throws PageError TABLE_MISSING */
  table(): HeldTable;
  /** Wipes every secret of every session. */
  wipe(): Promise<void>;
}

/** @example const { client } = await sessions.open("heart"); */
export function createSessions(): Sessions {
  const open = new Map<string, Promise<Session>>();
  const ready = new Map<string, VelumClient>();
  let server: ServerAddress = { url: "", token: undefined };
  const connection = (): ServerConnection =>
    connect(server.url, server.token === undefined ? {} : { token: server.token });
  let last: LastRequest | null = null;
  let table: HeldTable | undefined;

  const start = async (model: string): Promise<Session> => {
    const begun = performance.now();
    const client = await connection().open(model);
    ready.set(model, client);
    const { contract, contractDigest, frameSizes } = client;
    const milliseconds = performance.now() - begun;
    return { client, opened: { contract, contractDigest, sizes: frameSizes, milliseconds } };
  };
  const close = async (): Promise<void> => {
    last = null;
    table = undefined;
    open.clear();
    const clients = [...ready.values()];
    ready.clear();
    await Promise.all(clients.map((client) => client.close()));
  };

  return {
    connect(next) {
      void close();
      server = next;
    },
    server: () => server,
    connection,
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
    holdTable(next) {
      table = next;
    },
    table() {
      if (table !== undefined) return table;
      const nothing = { argument: undefined, expected: undefined, server: undefined };
      throw new PageError({ code: "TABLE_MISSING", message: "No file was read yet.", ...nothing });
    },
    wipe: close,
  };
}
