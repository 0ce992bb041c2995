import { describe, expect, test } from "vitest";
import type { BenchResult } from "../bench/src/result.ts";
import { heartTable, performanceTables, replaceTables, wholeModelsTable } from "./performance-table.ts";

const result = (engine: BenchResult["engine"], name: string, min: number, error = 0): BenchResult => ({
  case: name,
  engine,
  ringDegree: 8192,
  parameters: engine === "velum" ? "28+28+28+28+28|30+30" : "60+40+40+60",
  unit: "us",
  min,
  median: min,
  error,
  checked: "",
});

const results = [
  result("velum", "ntt", 20),
  result("velum", "intt", 25),
  result("velum", "rotate", 1200, 1e-6),
  result("node-seal", "rotate", 4800, 1e-6),
];

describe("the tables of docs/performance.md", () => {
  test("set engines side by side, and transforms against the time", () => {
    const rows = performanceTables(results).split("\n");
    // Three digits of two primes: 5 inverse and 16 forward NTTs, then 4 and 10; 42 products. 26 * 20 + 9 * 25 = 745.
    expect(rows).toContain("| `rotate` | 1200.0 | 4800.0 | 0.25 | 35 | 42 | 62 % | 1.0e-6 |");
    expect(rows[0]).toContain("28, 28, 28, 28, 28 and special 30, 30 bits. node-seal: 60, 40, 40, 60");
  });

  test("do without a peer", () => {
    const rows = performanceTables(results.slice(0, 3)).split("\n");
    expect(rows).toContain("| `rotate` | 1200.0 |  |  | 35 | 42 | 62 % | 1.0e-6 |");
  });

  test("list whole models, with what a row of many takes", () => {
    const many = { ...result("velum", "lr/columns/evaluate", 0.0625, 1e-3), target: 0.1 };
    const rows = wholeModelsTable([
      { ...many, bytes: { request: 187008, response: 13536 } },
      { ...result("velum", "compile-lr", 722235.6), target: 5e6, peakMebibytes: 79.2 },
    ]).split("\n");
    expect(rows[2]).toBe("| `lr/columns/evaluate` | 8192 | 0.063 | 0.063 | 0.1 | 187008 | 13536 | 1.0e-3 |  |");
    expect(rows[3]).toBe("| `compile-lr` | 8192 | 722236 | 722236 | 5000000 |  |  |  | 79 |");
  });

  test("list the parts of a prediction", () => {
    const rows = heartTable([{ ...result("velum", "client-decrypt", 180, 5e-4), median: 200 }]).split("\n");
    expect(rows).toContain("| `client-decrypt` | 180.0 | 200.0 | 5.0e-4 |");
  });

  test("take the place of the former ones, and of nothing else", () => {
    const page = "before\n<!-- measured: begin -->\nold\n<!-- measured: end -->\nafter\n";
    const once = replaceTables(page, "measured", "new\n");
    expect(once).toBe("before\n<!-- measured: begin -->\n\nnew\n\n<!-- measured: end -->\nafter\n");
    expect(replaceTables(once, "measured", "new\n")).toBe(once);
    expect(() => replaceTables("a page without marks", "measured", "new")).toThrow(/measured: begin/);
  });
});
