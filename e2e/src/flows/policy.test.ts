import { expect, test } from "vitest";
import { describeInBrowser } from "../harness/browser.ts";
import { usePageFixture } from "../harness/page-fixture.ts";

describeInBrowser("The policy of the page", () => {
  const fixture = usePageFixture();

  test("every page, both colour schemes: drawn without a violation, an error, or a request to anyone else", async () => {
    const { page, problems, requested } = await fixture.open();
    const links = page.getByRole("navigation", { name: "Pages", exact: true }).getByRole("link");
    await links.filter({ hasText: "Models" }).first().waitFor();
    const names = await links.allInnerTexts();
    expect(names).toEqual(expect.arrayContaining(["Predict", "Analytics", "Models"]));
    for (const name of names) {
      await links.getByText(name, { exact: true }).click();
      await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
    }
    await page.getByRole("button", { name: "Use dark colours" }).click();
    await page.getByRole("button", { name: "Use light colours" }).waitFor();
    expect(problems).toEqual([]);
    expect(requested.filter((url) => !url.startsWith(fixture.proxy.url))).toEqual([]);
  });

  test("scripts from elsewhere, written scripts, markup and evaluation are refused, and nobody else can be asked", async () => {
    const { page } = await fixture.open();
    await page.getByRole("heading", { level: 1, name: "Predict" }).waitFor();
    // Another origin: the same files on another port.
    const script = await page.evaluate(() => document.querySelector<HTMLScriptElement>("script[src]")!.src);
    const foreign = script.replace(fixture.proxy.url, fixture.server.url);
    const refused = await page.evaluate(tryEverything, foreign);
    expect(refused).toEqual({
      ...{ address: "TypeError", text: "TypeError", markup: "TypeError", evaluation: "EvalError", policy: "done" },
      title: "Predict · Velum",
    });
    const violations = (): Promise<readonly string[]> =>
      page.evaluate(() => (globalThis as unknown as { violations: string[] }).violations);
    await expect.poll(violations).toEqual(expect.arrayContaining(["script-src-elem", "connect-src"]));
  });
});

/** Runs in the page: what a foothold there might do, and the name of the error that stopped it. */
async function tryEverything(url: string): Promise<Readonly<Record<string, string>>> {
  const [caught, violations]: [Record<string, string>, string[]] = [{}, []];
  Object.assign(globalThis, { violations });
  document.addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
  // What a debugger evaluates may evaluate: the page's own tasks may not.
  await new Promise((resolve) => setTimeout(resolve));
  const attempt = (name: string, run: () => unknown): void => {
    try {
      run();
      caught[name] = "done";
    } catch (error) {
      caught[name] = (error as Error).name;
    }
  };
  const insert = (change: (element: HTMLScriptElement) => void): void => {
    const element = document.createElement("script");
    change(element);
    document.head.append(element);
  };
  attempt("address", () =>
    insert((element) => {
      element.src = url;
    }),
  );
  attempt("text", () =>
    insert((element) => {
      element.text = "document.title = 'taken'";
    }),
  );
  attempt("markup", () => document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='document.title = 1'>"));
  attempt("evaluation", () => new Function("document.title = 'taken'")());
  // Who makes a policy of their own gets past Trusted Types, and is stopped by the sources.
  const { trustedTypes } = globalThis as unknown as {
    trustedTypes: { createPolicy(name: string, rules: object): { createScriptURL(url: string): string } };
  };
  const own = trustedTypes.createPolicy("own", { createScriptURL: (text: string) => text });
  attempt("policy", () =>
    insert((element) => {
      element.src = own.createScriptURL(url);
    }),
  );
  await fetch(url).catch(() => {});
  return { ...caught, title: document.title };
}
