import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Stands between a browser and a server: keeps every byte that left the browser, and can hold, cut or move the connection. */
export interface RecordingProxy {
  readonly url: string;
  /** Every byte that came from the browser, in the order of arrival. */
  sent(): Buffer;
  /** Forgets what was sent so far. */
  clear(): void;
  /** From now on what comes from the browser waits, until `release`. */
  hold(): void;
  release(): void;
  /** Cuts every connection and takes no new one, until `restore`. */
  cut(): void;
  /** Takes connections again, to this port or the former one. Open ones are cut: they would go on at the former one. */
  restore(port?: number): void;
  stop(): Promise<void>;
}

/** @example const proxy = await startProxy(server.port); await page.goto(proxy.url); */
export async function startProxy(target: number): Promise<RecordingProxy> {
  let chunks: Buffer[] = [];
  let [port, isCut, isHeld] = [target, false, false];
  const open = new Set<{ readonly inner: Socket; readonly outer: Socket }>();
  const server = createServer((inner) => {
    if (isCut) {
      inner.destroy();
      return;
    }
    const pair = { inner, outer: connect(port, "127.0.0.1") };
    open.add(pair);
    inner.on("data", (chunk: Buffer) => chunks.push(chunk));
    inner.pipe(pair.outer).pipe(inner);
    if (isHeld) pair.outer.cork();
    const end = (): void => {
      open.delete(pair);
      inner.destroy();
      pair.outer.destroy();
    };
    inner.on("error", end).on("close", end);
    pair.outer.on("error", end).on("close", end);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cutAll = (): void => {
    for (const { inner, outer } of open) {
      inner.destroy();
      outer.destroy();
    }
  };
  return Object.freeze({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: () => Buffer.concat(chunks),
    clear: () => {
      chunks = [];
    },
    hold: () => {
      isHeld = true;
      for (const { outer } of open) outer.cork();
    },
    release: () => {
      isHeld = false;
      for (const { outer } of open) outer.uncork();
    },
    cut: () => {
      isCut = true;
      cutAll();
    },
    restore: (next = port) => {
      port = next;
      cutAll();
      isCut = false;
    },
    stop: () => {
      cutAll();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}
