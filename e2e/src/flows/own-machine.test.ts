import { buildPageApp, listen, loadPage, type RunningServer } from "@velum/server";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { describeInBrowser, launchBrowser, openTab } from "../harness/browser.ts";
import { type RecordingProxy, startProxy } from "../harness/recording-proxy.ts";
import { PAGE_FOLDER, startServer } from "../harness/start-server.ts";

const TOKEN = "a-token-of-the-tests-0123456789";

describeInBrowser("The page from the user's own machine, and a server elsewhere that wants a token", () => {
  let [browser, own, server, proxy]: [Browser?, RunningServer?, RunningServer?, RecordingProxy?] = [];
  beforeAll(async () => {
    proxy = await startProxy(0);
    own = await listen(buildPageApp(await loadPage(PAGE_FOLDER), proxy.url));
    server = await startServer({ allowedOrigins: [own.url], token: TOKEN });
    proxy.restore(server.port);
    browser = await launchBrowser();
  }, 120_000);
  afterEach(() => Promise.all(browser?.contexts().map((context) => context.close()) ?? []));
  afterAll(async () => {
    await browser?.close();
    await Promise.all([proxy?.stop(), own?.stop(0), server?.stop(0)]);
  });

  test("predicts; no code comes from the server; the token leaves the address bar and goes to the server alone", async () => {
    const { page, problems, requested } = await openTab(browser!, `${own!.url}/#token=${TOKEN}`);
    await page.getByText("This page comes from your own machine.").waitFor();
    expect(page.url()).toBe(`${own!.url}/`);
    await page.getByRole("button", { name: "Case 1", exact: true }).click();
    await page.getByRole("button", { name: "Encrypt and predict", exact: true }).click();
    await page.getByRole("img", { name: /decided from/ }).waitFor();
    const toServer = requested.filter((url) => url.startsWith(proxy!.url)).map((url) => new URL(url).pathname);
    expect(toServer.filter((path) => !/^\/(?:v2|demonstration)(?:\/|$)/.test(path))).toEqual([]);
    expect(toServer.filter((path) => path.endsWith("/infer"))).toHaveLength(1);
    expect(requested.filter((url) => url.includes(TOKEN))).toEqual([]);
    expect(proxy!.sent().toString("latin1")).toContain(`Bearer ${TOKEN}`);
    expect(problems).toEqual([]);
    await page.reload();
    await page.getByRole("button", { name: "Case 1", exact: true }).waitFor();
  });

  test("asks for the token where none or a wrong one was given", async () => {
    const { page } = await openTab(browser!, `${own!.url}/#token=some-other-token-0123456789`);
    await page.getByRole("heading", { name: "This server wants a token" }).waitFor();
    await page.getByLabel("Token", { exact: true }).fill(TOKEN);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Case 1", exact: true }).waitFor();
    expect(await page.evaluate(() => ({ ...localStorage }))).toEqual({ "velum-tour": "seen" });
  });
});
