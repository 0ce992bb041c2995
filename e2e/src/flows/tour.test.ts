import { expect, test } from "vitest";
import { describeInBrowser } from "../harness/browser.ts";
import { usePageFixture } from "../harness/page-fixture.ts";
import { seriousProblems } from "../harness/serious-problems.ts";

describeInBrowser("The tour", () => {
  const fixture = usePageFixture();

  test("comes on the first visit, goes five stops by keyboard, and does not come again", async () => {
    const { page, problems } = await fixture.open({ firstVisit: true });
    const tour = page.getByRole("dialog");
    await tour.waitFor();
    for (let stop = 1; stop <= 5; stop++) {
      await tour.getByText(`${stop} of 5`).waitFor();
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(stop < 5 ? "Next" : "Start");
      await page.keyboard.press("Enter");
    }
    await tour.waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("button", { name: "Case 1", exact: true }).waitFor();
    expect(await tour.count()).toBe(0);
    expect(await page.evaluate(() => ({ ...localStorage }))).toEqual({ "velum-tour": "seen" });
    expect(problems).toEqual([]);
  });

  test("is skipped by Escape, keeps the focus inside, gives it back, and has nothing that axe finds serious", async () => {
    const { page } = await fixture.open({ bypassCSP: true, hash: "#/models" });
    const button = page.getByRole("button", { name: "Show the tour" });
    await button.click();
    const tour = page.getByRole("dialog");
    await tour.waitFor();
    await page.getByRole("heading", { level: 1, name: "Predict" }).waitFor();
    for (let presses = 0; presses < 6; presses++) {
      await page.keyboard.press("Tab");
      const isInside = await page.evaluate(
        () => document.activeElement === document.body || document.activeElement?.closest("dialog") !== null,
      );
      expect(isInside).toBe(true);
    }
    expect(await seriousProblems(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await tour.waitFor({ state: "detached" });
  });
});
