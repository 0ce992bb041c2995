/** The part of the report of Vitest's JSON reporter that counts. */
export interface TestReport {
  readonly testResults: readonly TestFile[];
}

interface TestFile {
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
}

/** How many tests passed, and a line for each that did not. */
export interface TestSummary {
  readonly passed: number;
  readonly failures: readonly string[];
}

/**
 * Counts a report. Whatever did not pass is a failure, skipped tests too: where a peer is missing, nothing was compared. A file
 * that could not be loaded has no tests and counts as one failure.
 */
export function summarize({ testResults }: TestReport): TestSummary {
  const failures = testResults.flatMap(({ name, status, assertionResults }) => {
    const lines = assertionResults
      .filter((test) => test.status !== "passed")
      .map((test) => `${test.status}: ${test.fullName} (${name})`);
    return lines.length === 0 && status !== "passed" ? [`${status}: ${name}`] : lines;
  });
  const passed = testResults.flatMap((file) => file.assertionResults).filter((test) => test.status === "passed");
  return { passed: passed.length, failures };
}

/** The last line of `.ci/run`. */
export const lastLine = (passed: number, failed: number): string => `${passed} passed, ${failed} failed`;
