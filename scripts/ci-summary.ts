import { readFileSync } from "node:fs";
import { lastLine, summarize, type TestReport } from "./test-report.ts";

// `tsx scripts/ci-summary.ts <report of Vitest's JSON reporter> <1 if the tests failed> <number of other steps that failed>`; exit code
// 1 unless all passed. Tests may fail without a test that failed: an error outside any, or no report at all.
const [reportFile = "", testsFailed = "0", failedSteps = "0"] = process.argv.slice(2);
const { passed, failures } = summarize(readReport(reportFile));
for (const failure of failures) console.log(failure);
const failed = Math.max(failures.length, Number(testsFailed)) + Number(failedSteps);
console.log(lastLine(passed, failed));
process.exitCode = passed > 0 && failed === 0 ? 0 : 1;

function readReport(file: string): TestReport {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as TestReport;
  } catch {
    console.log("the tests left no report");
    return { testResults: [] };
  }
}
