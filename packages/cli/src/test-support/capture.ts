import { afterEach, beforeEach, type MockInstance, vi } from "vitest";

/** What a command wrote, in the test's own process. */
export interface Captured {
  stdout(): string;
  stderr(): string;
}

/** Captures both streams for each test of a file, so that commands can run without a process of their own. */
export function captureOutput(): Captured {
  let stdout: MockInstance<typeof process.stdout.write>;
  let stderr: MockInstance<typeof process.stderr.write>;
  beforeEach(() => {
    stdout = vi.spyOn(process.stdout, "write").mockImplementation(answered);
    stderr = vi.spyOn(process.stderr, "write").mockImplementation(answered);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  const written = (stream: MockInstance<typeof process.stdout.write>): string =>
    stream.mock.calls.map(([text]) => text).join("");
  return { stdout: () => written(stdout), stderr: () => written(stderr) };
}

/** A stream calls back when it has taken a text. */
const answered = ((_: unknown, ...rest: readonly unknown[]): boolean => {
  const callback = rest.find((argument) => typeof argument === "function") as (() => void) | undefined;
  callback?.();
  return true;
}) as typeof process.stdout.write;
