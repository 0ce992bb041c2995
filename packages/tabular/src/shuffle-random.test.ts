import { describe, expect, it } from "vitest";
import { createShuffleRandom, nextUint32, shuffle, type XoshiroState } from "./shuffle-random.ts";

describe("xoshiro128**", () => {
  it("gives the outputs of the authors' C program (version 1.1) from the state 1, 2, 3, 4", () => {
    const state: XoshiroState = [1, 2, 3, 4];
    const outputs = Array.from({ length: 10 }, () => nextUint32(state));
    expect(outputs).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });
});

describe("createShuffleRandom", () => {
  it("draws every number below the bound about equally often", () => {
    const random = createShuffleRandom(3);
    const counts = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 20_000; draw++) counts[random.below(10)]! += 1;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
    expect(chiSquare).toBeLessThan(27.9); // 9 degrees of freedom, p = 0.001; the seed is fixed
  });

  it("rejects the outputs that would favour low numbers", () => {
    // 3 * 2^30 divides 2^32 once, so a quarter of the outputs is drawn again; a remainder would favour the low third.
    const random = createShuffleRandom(4);
    const low = Array.from({ length: 3000 }, () => random.below(3 * 2 ** 30)).filter((draw) => draw < 2 ** 30).length;
    expect(low).toBeGreaterThan(900);
    expect(low).toBeLessThan(1100);
  });
});

describe("shuffle", () => {
  it("reaches each of the six orders of three about equally often", () => {
    const random = createShuffleRandom(5);
    const counts = new Map<string, number>();
    for (let round = 0; round < 6000; round++) {
      const list = ["a", "b", "c"];
      shuffle(list, random);
      counts.set(list.join(""), (counts.get(list.join("")) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});
