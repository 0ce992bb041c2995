import { describe, expect, it } from "vitest";
import { latencyBars } from "./latency-bars.ts";

const bytes = { request: 1, response: 1 };
const bars = (text: string): string[][] =>
  Array.from(text.matchAll(/class="used" x="([\d.]+)" y="0" width="([\d.]+)"/g), ([, x, width]) => [x!, width!]);

describe("latencyBars", () => {
  it("lays the parts behind each other; the server's is taken from the round trip", () => {
    const milliseconds = { keygen: 1, encrypt: 2, server: 4, roundTrip: 6, decrypt: 1 };
    const { text } = latencyBars({ rows: 20, milliseconds, bytes });
    expect(bars(text)).toEqual([
      ["0", "10"],
      ["10", "20"],
      ["30", "20"],
      ["50", "40"],
      ["90", "10"],
    ]);
    expect(text).toContain("4.00 ms");
  });

  it("needs neither the server's word nor any time at all", () => {
    const milliseconds = { keygen: null, encrypt: 0, server: null, roundTrip: 0, decrypt: 0 };
    const { text } = latencyBars({ rows: 1, milliseconds, bytes });
    expect(bars(text)).toHaveLength(4);
    expect(text).not.toMatch(/NaN|compute, on the server/);
  });
});
