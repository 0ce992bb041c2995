import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildApp, createRegistry, listen, loadModels, type RunningServer } from "@velum/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Evaluation } from "../evaluate/evaluation.ts";
import { EXIT } from "../exit-code.ts";
import { runCommandLine } from "../program.ts";
import { captureOutput } from "../test-support/capture.ts";
import { runVelum } from "../test-support/run-velum.ts";
import { LABELS, scoreOf, smallBundle } from "../test-support/small-bundle.ts";

let folder: string;
let bundle: string;
let data: string;
let server: RunningServer;
const ROWS = 300;
const person = (i: number) => ({ age: (i * 37) % 101, site: i % 3 === 0 ? "north" : "south" });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "velum-evaluate-"));
  bundle = join(folder, "small.velum");
  await writeFile(bundle, smallBundle().bundle);
  const lines = Array.from({ length: ROWS }, (_, i) => {
    const { age, site } = person(i);
    return `${age},${site},${LABELS[Number(scoreOf(person(i)) >= 0) ^ Number(i % 10 === 0)]}`;
  });
  data = await file("test.csv", lines);
  server = await listen(buildApp({}, createRegistry(await loadModels(bundle, { allowModelDisclosure: true }))));
});
afterAll(async () => {
  await server.stop(0);
  await rm(folder, { recursive: true });
});

const output = captureOutput();
const evaluate = (...args: string[]) => runCommandLine(["node", "velum", "evaluate", bundle, ...args]);
const asked = () => ["--data", data, "--target", "outcome", "--server", server.url, "--resamples", "50"];

async function file(name: string, lines: readonly string[]): Promise<string> {
  await writeFile(join(folder, name), `age,site,outcome\n${lines.join("\n")}\n`);
  return join(folder, name);
}

describe("velum evaluate", () => {
  it("finds encrypted answers as clear ones within the promise, with errors as simulated within a factor of 2", async () => {
    const html = join(folder, "evaluation.html");
    const flags = ["--min-agreement", "1", "--search-worst", "--html", html, "--json"];
    expect(await evaluate(...asked(), ...flags)).toBe(EXIT.done);
    const found = JSON.parse(output.stdout()) as Evaluation;
    expect(found).toMatchObject({ passed: true, data: { rows: ROWS, refused: 0, task: "binary", labels: LABELS } });
    const { simulated, encrypted } = found.errors;
    expect(encrypted.rms / simulated.rms).toBeGreaterThan(0.5);
    expect(encrypted.rms / simulated.rms).toBeLessThan(2);
    expect(found.metrics.clear["accuracy"]?.value).toBeCloseTo(0.9, 12);
    expect(found.promise.plans.reduce((sum, { rows }) => sum + rows, 0)).toBe(ROWS);
    expect(found.worstRows[0]!.error).toBe(encrypted.largest);
    expect(found.latency.milliseconds.server).toBeGreaterThan(0);
    expect(found.search!.largest).toBeLessThanOrEqual(found.search!.maxError);
    expect(found.search!.largest).toBeGreaterThan(0);
    const page = await readFile(html, "utf8");
    expect(page).toContain("Small &lt;script&gt;");
    expect(page).not.toMatch(/<script|https?:/);
    // Reliability, ROC, and the parts of a request.
    expect(page.match(/<svg/g)).toHaveLength(2 + 5);
  });

  it("tells the same to people, of a bundle that it serves itself", async () => {
    const { code, stdout } = await runVelum([
      "evaluate",
      bundle,
      "--data",
      data,
      "--target",
      "outcome",
      "--rows",
      "30",
    ]);
    expect(code).toBe(EXIT.done);
    expect(stdout).toMatch(
      /small 1: 30 rows[\s\S]*ROC AUC +\d\.\d{4} \(.*\)[\s\S]*30 of 30 labels agree[\s\S]*passed\n$/,
    );
  });

  it("writes no input of a row anywhere (C7)", async () => {
    const lines = Array.from({ length: 30 }, (_, i) => `${43.640625 + i},south,${LABELS[i % 2]}`);
    const path = await file("canary.csv", lines);
    const page = join(folder, "canary.html");
    const flags = ["--target", "outcome", "--server", server.url, "--html", page];
    expect(await evaluate("--data", path, ...flags)).toBe(EXIT.done);
    expect(await evaluate("--data", path, ...flags, "--json")).toBe(EXIT.done);
    const written = output.stdout() + output.stderr() + (await readFile(page, "utf8"));
    expect(lines.filter((line) => written.includes(line.split(",")[0]!))).toEqual([]);
    expect(written).not.toContain("south");
  });

  it("is told a server with another model before any row is sent", async () => {
    await writeFile(join(folder, "other.velum"), smallBundle({ version: "2" }).bundle);
    const args = ["node", "velum", "evaluate", join(folder, "other.velum"), ...asked(), "--json"];
    expect(await runCommandLine(args)).toBe(EXIT.failed);
    expect(JSON.parse(output.stdout()).error.code).toBe("CONTRACT_UNEXPECTED");
  });

  it.each([
    [
      "a target that is no label",
      ["50,north,perhaps"],
      "DATA_FILE",
      /row 1, column 3 \(outcome\).*labels.*another text/,
    ],
    ["an empty target", ["50,north,=1+1", "50,north,"], "DATA_FILE", /row 2, column 3 \(outcome\).*an empty cell/],
    ["a number out of range", ["50,north,=1+1", "150,north,=1+1"], "FEATURE_OUT_OF_RANGE", /row 2\.age/],
    ["another category", ["50,east,=1+1"], "FEATURE_UNKNOWN_CATEGORY", /row 1\.site/],
    ["no rows", [], "DATA_FILE", /expected rows/],
  ])("names the place of %s, and no value", async (_, lines, code, message) => {
    const path = await file("bad.csv", lines);
    expect(await evaluate("--data", path, "--target", "outcome", "--server", server.url, "--json")).toBe(EXIT.failed);
    const { error } = JSON.parse(output.stdout());
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(/perhaps|east|150/);
  });

  it("leaves refused rows out when it is told to, and counts them", async () => {
    const path = await file("mixed.csv", ["50,north,=1+1", "150,north,=1+1", "90,south,@no", "10,east,=1+1"]);
    const flags = ["--target", "outcome", "--server", server.url, "--skip-refused", "--json"];
    expect(await evaluate("--data", path, ...flags)).toBe(EXIT.done);
    expect(JSON.parse(output.stdout()).data).toMatchObject({ rows: 2, refused: 2 });
  });

  it("refuses a target that the file has not", async () => {
    expect(await evaluate("--data", data, "--target", "none", "--server", server.url, "--json")).toBe(EXIT.failed);
    expect(JSON.parse(output.stdout()).error.message).toContain("target");
  });
});
