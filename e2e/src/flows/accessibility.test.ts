import { expect, test } from "vitest";
import { describeInBrowser } from "../harness/browser.ts";
import { usePageFixture } from "../harness/page-fixture.ts";
import { seriousProblems } from "../harness/serious-problems.ts";

/** How the page is looked at. */
const LOOKS = [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["a phone", { colorScheme: "light", viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
] as const;

describeInBrowser("Accessibility by axe", () => {
  const fixture = usePageFixture();

  test.each(LOOKS)("nothing serious on Predict and Models, before and after an answer, in %s", async (_, look) => {
    const { page } = await fixture.open({ ...look, bypassCSP: true });
    await page.getByRole("button", { name: "Case 1", exact: true }).waitFor();
    await page.getByRole("button", { name: "Encrypt and predict", exact: true }).click();
    await page.getByText("Choose one.").first().waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.getByRole("button", { name: "Case 1", exact: true }).click();
    await page.getByRole("button", { name: "Encrypt and predict", exact: true }).click();
    await page.getByRole("button", { name: "Compare" }).click();
    await page.getByText("weights are public").waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.evaluate(() => {
      location.hash = "#/models";
    });
    await page.getByRole("heading", { name: "Ask it yourself" }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
  });

  test("a phone needs no sideways scrolling, and its pages are behind a button", async () => {
    const { page } = await fixture.open({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
    const isTooWide = (): Promise<boolean> =>
      page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    await page.getByRole("button", { name: "Case 1", exact: true }).waitFor();
    expect(await isTooWide()).toBe(false);
    await page.getByRole("button", { name: "Open the list of pages" }).click();
    await page
      .getByRole("navigation", { name: "Pages, on a small screen" })
      .getByRole("link", { name: "Models" })
      .click();
    await page.getByRole("heading", { name: "Ask it yourself" }).waitFor();
    expect(await isTooWide()).toBe(false);
  });
});
