import type { Page } from "playwright-core";
import { seriousProblems } from "./serious-problems.ts";

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const LOOKS = [
  { name: "light", colorScheme: "light", size: DESK },
  { name: "dark", colorScheme: "dark", size: DESK },
  { name: "phone", colorScheme: "light", size: PHONE },
] as const;

/** What `seriousProblems` finds on one page as it is, in light, in dark and on a phone, and whether it is wider than the screen. */
export async function seriousProblemsInEveryLook(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name, colorScheme, size } of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(size);
    // Two frames: the page has heard of it, and has drawn it.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    found.push(...(await seriousProblems(page)).map((problem) => `${name}: ${problem}`));
    const wider = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (wider > 0) found.push(`${name}: wider than the screen by ${wider}`);
  }
  return found;
}
