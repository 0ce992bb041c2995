import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { servedHeart } from "./start-server.ts";

const MAIN = fileURLToPath(new URL("../../../packages/cli/src/main.ts", import.meta.url));

let report: Promise<string> | undefined;

/** The report of the logistic regression, made once a process. */
export const heartReport = (): Promise<string> => {
  report ??= evaluateReport();
  return report;
};

/** What `velum evaluate --json` writes about the logistic regression and its held-out patients: the real command, in its own process. */
async function evaluateReport(): Promise<string> {
  const { bundle, rows } = await servedHeart();
  const folder = await mkdtemp(join(tmpdir(), "velum-report-"));
  try {
    await writeFile(join(folder, "heart.velum"), bundle);
    await writeFile(join(folder, "test.csv"), rows);
    const command = [
      "evaluate",
      "heart.velum",
      "--data",
      "test.csv",
      "--target",
      "target",
      "--resamples",
      "20",
      "--json",
    ];
    const node = ["--import", import.meta.resolve("tsx"), "--conditions=velum-source", MAIN];
    const { stdout } = await promisify(execFile)(process.execPath, [...node, ...command], {
      cwd: folder,
      maxBuffer: 2 ** 26,
    });
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
