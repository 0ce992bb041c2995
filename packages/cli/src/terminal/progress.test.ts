import { describe, expect, it } from "vitest";
import { createProgress } from "./progress.ts";

/** A stream and a clock of the test's own. */
function stage(isTTY: boolean) {
  const written: string[] = [];
  const clock = { now: 0 };
  const stream = { isTTY, columns: 60, write: (text: string) => written.push(text) };
  return { written, clock, progress: createProgress(stream, () => clock.now) };
}

describe("createProgress", () => {
  it("draws a bar over itself on a terminal, ten times a second at most, and takes it away", () => {
    const { written, clock, progress } = stage(true);
    for (; clock.now <= 1000; clock.now++) progress.update(clock.now / 4000, `${clock.now} rows`);
    expect(written).toHaveLength(11);
    expect(written.at(-1)).toBe(`\r\u001b[2K${"█".repeat(6)}${"░".repeat(18)}  25 % 1000 rows`);
    progress.clear();
    progress.clear();
    expect(written.slice(11)).toEqual(["\r\u001b[2K"]);
  });

  it("says how long it will take, and never wraps the line", () => {
    const { written, clock, progress } = stage(true);
    clock.now = 10_000;
    progress.update(0.25, "rows");
    expect(written.at(-1)).toContain(" 25 % rows, 30 s left");
    clock.now = 20_000;
    progress.update(0.01, "x".repeat(100));
    expect(written.at(-1)!.replace("\r\u001b[2K", "")).toHaveLength(59);
  });

  it("prints whole lines now and then into a pipe, none for short work", () => {
    const { written, clock, progress } = stage(false);
    for (; clock.now < 5000; clock.now += 10) progress.update(0.1, "rows");
    expect(written).toEqual([]);
    progress.update(0.5, "rows");
    expect(written).toEqual([" 50 % rows, 5 s left\n"]);
    progress.clear();
    expect(written).toHaveLength(1);
  });
});
