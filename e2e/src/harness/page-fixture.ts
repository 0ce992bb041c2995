import type { RunningServer } from "@velum/server";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { launchBrowser, openTab, type Tab, type TabOptions } from "./browser.ts";
import { type RecordingProxy, startProxy } from "./recording-proxy.ts";
import { startServer } from "./start-server.ts";

/** A browser, a server with the heart models, and the recorder between them. */
export interface PageFixture {
  readonly browser: Browser;
  readonly server: RunningServer;
  readonly proxy: RecordingProxy;
  /** A tab with the page; it is closed after the test. */
  open(options?: TabOptions & { readonly hash?: string }): Promise<Tab>;
}

/**
 * Sets the fixture up once for the tests of a `describe`. Call it in its body.
 * @param start - the server, where it is another one
 */
export function usePageFixture(start: () => Promise<RunningServer> = () => startServer()): PageFixture {
  let [browser, server, proxy]: [Browser?, RunningServer?, RecordingProxy?] = [];
  beforeAll(async () => {
    server = await start();
    proxy = await startProxy(server.port);
    browser = await launchBrowser();
  }, 120_000);
  // Tabs of former tests would go on asking.
  afterEach(() => Promise.all(browser?.contexts().map((context) => context.close()) ?? []));
  afterAll(async () => {
    await browser?.close();
    await proxy?.stop();
    await server?.stop(0);
  });
  return {
    get browser() {
      return browser!;
    },
    get server() {
      return server!;
    },
    get proxy() {
      return proxy!;
    },
    open: ({ hash = "", ...options } = {}) => openTab(browser!, `${proxy!.url}/${hash}`, options),
  };
}
