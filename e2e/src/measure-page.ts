import type { Page } from "playwright-core";
import { launchBrowser, openTab } from "./harness/browser.ts";
import { startServer } from "./harness/start-server.ts";

/*
 * What the page costs in Chromium on loopback, as one JSON document:
 * npm run build && node --import tsx --conditions=velum-source e2e/src/measure-page.ts
 */

const [TRACED, LATER] = [5, 20];

const server = await startServer();
const browser = await launchBrowser();
try {
  const { page } = await openTab(browser, "about:blank");
  await browser.startTracing(page, {
    categories: ["toplevel", "disabled-by-default-devtools.timeline", "devtools.timeline"],
  });
  await page.goto(server.url);
  await page.getByRole("button", { name: "Case 1", exact: true }).waitFor();
  const loading = await page.evaluate(readLoading);
  await page.getByRole("button", { name: "Case 1", exact: true }).click();
  const first = await predict(page, 1);
  for (let i = 0; i < TRACED; i++) await predict(page, i + 2);
  const mainThread = longestTasks(JSON.parse((await browser.stopTracing()).toString("utf8")));
  // Without the trace, which costs a few milliseconds itself.
  const later: number[] = [];
  for (let i = 0; i < LATER; i++) later.push(await predict(page, i + 2 + TRACED));
  later.sort((a, b) => a - b);
  const prediction = { first, laterMedian: later[LATER / 2], laterWorst: later.at(-1) };
  process.stdout.write(`${JSON.stringify({ ...loading, prediction, mainThread }, null, 2)}\n`);
} finally {
  await browser.close();
  await server.stop(0);
}

/** Milliseconds from the click to the answer in the document, as the page's own clock has them. */
async function predict(page: Page, answers: number): Promise<number> {
  return page.evaluate(async (count) => {
    const button = document.querySelector<HTMLButtonElement>('[data-tour="submit"]')!;
    const begun = performance.now();
    button.click();
    // No function gets a name in here: the compiler's helper for names is not in the page.
    await new Promise<void>((resolve) => {
      new MutationObserver((_, observer) => {
        const entries = [...document.querySelectorAll("button")].filter((one) => one.textContent === "Put in the form");
        if (entries.length < count) return;
        observer.disconnect();
        resolve();
      }).observe(document.body, { childList: true, subtree: true });
    });
    return performance.now() - begun;
  }, answers);
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Milliseconds of the longest tasks of the page's main thread: on the clock, and of the processor, which a busy machine does not stretch. */
function longestTasks({ traceEvents }: { readonly traceEvents: readonly TraceEvent[] }) {
  const threads = traceEvents.filter(({ ph, args }) => ph === "M" && args.name === "CrRendererMain");
  const isMain = ({ pid, tid }: TraceEvent): boolean => threads.some((one) => one.pid === pid && one.tid === tid);
  const tasks = traceEvents.filter((event) => event.name === "RunTask" && isMain(event));
  const longest = (part: "dur" | "tdur"): readonly number[] =>
    tasks
      .map((task) => Math.round((task[part] ?? 0) / 100) / 10)
      .sort((a, b) => b - a)
      .slice(0, 5);
  return { clock: longest("dur"), processor: longest("tdur") };
}

/** Runs in the page once the form is there. */
function readLoading() {
  const entries = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const own = entries.filter(({ name }) => name.includes("/assets/"));
  return {
    interactiveMilliseconds: performance.now(),
    transferredBytes: own.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, navigation!.encodedBodySize),
    files: own.length,
  };
}
