import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";

/** What of axe is used. */
interface Axe {
  run(): Promise<{
    readonly violations: readonly {
      readonly id: string;
      readonly impact: string | null;
      readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
    }[];
  }>;
}

let source: Promise<string> | undefined;

/**
 * What axe finds serious or critical on a page, with where it is: nothing on ours. The tab must have been opened with
 * `bypassCSP`, since the page's policy keeps foreign scripts out.
 */
export async function seriousProblems(page: Page): Promise<readonly string[]> {
  source ??= readFile(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8");
  await page.addScriptTag({ content: await source });
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: Axe }).axe.run());
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")} ${failureSummary}`),
    );
}
