import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LoadedModel, loadModel } from "@velum/evaluator";
import { readBundle } from "@velum/protocol";
import { buildApp, createRegistry, listen } from "@velum/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../exit-code.ts";
import { runCommandLine } from "../program.ts";
import { captureOutput } from "../test-support/capture.ts";
import { LABELS, scoreOf, smallBundle } from "../test-support/small-bundle.ts";
import type { Evaluation } from "./evaluation.ts";

const ROWS = 120;
const person = (i: number) => ({ age: (i * 37) % 101, site: i % 3 === 0 ? "north" : "south" });
const output = captureOutput();
let folder: string;
let bundle: string;
let data: string;
let honest: LoadedModel;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "velum-lying-"));
  [bundle, data] = [join(folder, "small.velum"), join(folder, "test.csv")];
  const bytes = smallBundle().bundle;
  honest = await loadModel(readBundle(bytes));
  await writeFile(bundle, bytes);
  const lines = Array.from({ length: ROWS }, (_, i) => {
    const { age, site } = person(i);
    return `${age},${site},${LABELS[Number(scoreOf(person(i)) >= 0)]}`;
  });
  await writeFile(data, `age,site,outcome\n${lines.join("\n")}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

/**
 * Evaluates against a server that shows the contract of the bundle and runs the programs of another model: every binding of a
 * response to its request is right, so that nothing but the answers tells (claim 8 of the threat model).
 */
async function evaluateAgainst(programs: LoadedModel["programs"], ...flags: string[]): Promise<number> {
  const server = await listen(buildApp({}, createRegistry([{ ...honest, programs }])));
  try {
    const args = ["--data", data, "--target", "outcome", "--server", server.url, "--resamples", "20"];
    return await runCommandLine(["node", "velum", "evaluate", bundle, ...args, ...flags]);
  } finally {
    await server.stop(0);
  }
}

const programsOf = async (weights: readonly number[]): Promise<LoadedModel["programs"]> =>
  (await loadModel(readBundle(smallBundle({}, weights).bundle))).programs;

describe("velum evaluate against a server that runs other weights under the same contract", () => {
  it("passes the honest one", async () => {
    expect(await evaluateAgainst(honest.programs, "--json")).toBe(EXIT.done);
  });

  it("reports a broken promise and ends with 1 where a weight differs by a hundredth", async () => {
    expect(await evaluateAgainst(await programsOf([2.02, -1]), "--json")).toBe(EXIT.failed);
    const { passed, promise, model, worstRows } = JSON.parse(output.stdout()) as Evaluation;
    expect(model.contractDigest).toBe(honest.contractDigest);
    expect([passed, promise.kept]).toEqual([false, false]);
    // The rows at the ends of the range differ by 0.04, ten times the promise, and come first.
    expect(promise.plans.some(({ largest, maxError }) => largest > 5 * maxError)).toBe(true);
    const { age } = person(worstRows[0]!.row - 1);
    expect(Math.abs(age - 50)).toBeGreaterThan(40);
  });

  it("says so to people", async () => {
    expect(await evaluateAgainst(await programsOf([2.02, -1]))).toBe(EXIT.failed);
    expect(output.stdout()).toContain("broken");
    expect(output.stdout()).toMatch(/failed\n$/);
  });

  it("names the rows whose label a larger lie changes", async () => {
    expect(await evaluateAgainst(await programsOf([-2, 1]), "--json", "--min-agreement", "1")).toBe(EXIT.failed);
    const { agreement, metrics } = JSON.parse(output.stdout()) as Evaluation;
    expect(agreement!.same).toBeLessThan(ROWS / 2);
    expect(agreement!.differing.length).toBeGreaterThan(0);
    expect(metrics.clear["accuracy"]!.value).toBe(1);
    expect(metrics.encrypted["accuracy"]!.value).toBeLessThan(0.5);
  });
});
