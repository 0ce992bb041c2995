import { describe, expect, test } from "vitest";
import { lastLine, summarize } from "./test-report.ts";

const file = (status: string, ...statuses: string[]) => ({
  name: "a.test.ts",
  status,
  assertionResults: statuses.map((one, i) => ({ status: one, fullName: `case ${i}` })),
});

describe("the report of a CI run", () => {
  test("counts passed tests of all files", () => {
    const report = { testResults: [file("passed", "passed", "passed"), file("passed", "passed")] };
    expect(summarize(report)).toEqual({ passed: 3, failures: [] });
  });

  test("counts skipped, pending and todo tests as failures, by name", () => {
    const { passed, failures } = summarize({ testResults: [file("passed", "passed", "skipped", "pending", "todo")] });
    expect(passed).toBe(1);
    expect(failures).toEqual([
      "skipped: case 1 (a.test.ts)",
      "pending: case 2 (a.test.ts)",
      "todo: case 3 (a.test.ts)",
    ]);
  });

  test("counts a file that could not be loaded once, and one with failed tests by its tests", () => {
    const report = { testResults: [file("failed"), file("failed", "failed", "failed")] };
    expect(summarize(report).failures).toHaveLength(3);
  });

  test("ends as promised", () => {
    expect(lastLine(812, 0)).toBe("812 passed, 0 failed");
  });
});
