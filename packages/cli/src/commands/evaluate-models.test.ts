import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildApp, createRegistry, listen, loadModels } from "@velum/server";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Evaluation } from "../evaluate/evaluation.ts";
import { EXIT } from "../exit-code.ts";
import { runCommandLine } from "../program.ts";
import { captureOutput } from "../test-support/capture.ts";
import { fixture } from "../test-support/compile-fixture.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "velum-models-"));
});
afterAll(() => rm(folder, { recursive: true }));

const output = captureOutput();
const velum = (...args: string[]) => runCommandLine(["node", "velum", ...args]);
const last = <T>(): T => JSON.parse(output.stdout().slice(output.stdout().lastIndexOf("\n{\n") + 1)) as T;

/** The rows that taught the model nothing, as a file. */
async function testRows(name: string, data: string): Promise<string> {
  const { split } = JSON.parse(await readFile(fixture(`${name}.json`), "utf8")) as { split: { test: number[] } };
  const [header, ...lines] = (await readFile(join(root, "data", data), "utf8")).trimEnd().split(/\r?\n/);
  const file = join(folder, `${name}.csv`);
  await writeFile(file, `${[header, ...split.test.map((row) => lines[row])].join("\n")}\n`);
  return file;
}

/** Compiles a model as its owner would, and asks about its test rows, encrypted. */
async function evaluateModel(name: string, data: string, target: string, ...flags: string[]): Promise<Evaluation> {
  const [onnx, bundle] = [fixture(`${name}.onnx`), join(folder, `${name}.velum`)];
  const range = ["--data", join(root, "data", data), "--ignore", target];
  expect(await velum("compile", onnx, ...range, "--out", bundle, "--json")).toBe(EXIT.done);
  const server = await listen(buildApp({}, createRegistry(await loadModels(bundle))));
  onTestFinished(() => server.stop(0));
  const asked = ["--data", await testRows(name, data), "--target", target, "--server", server.url, "--skip-refused"];
  const draws = ["--resamples", "20", "--json"];
  expect(await velum("evaluate", bundle, ...asked, "--onnx", onnx, ...draws, ...flags)).toBe(EXIT.done);
  return last<Evaluation>();
}

describe("on every test row that taught the model nothing", () => {
  it.each([
    ["heart-logreg", "heart-disease.csv", "target", 1e-4],
    ["heart-mlp-relu", "heart-disease.csv", "target", 0.1],
    ["cancer-logreg", "breast-cancer.csv", "malignant", 1e-4],
    ["cancer-linearsvc-calibrated", "breast-cancer.csv", "malignant", 1e-4],
    ["wine-multinomial", "wine.csv", "cultivar", 1e-4],
  ])(
    "%s answers encrypted as in the clear, beyond the promise's margin, and as its own file does",
    async (name, data, target, approximation) => {
      const page = join(folder, `${name}.html`);
      const {
        agreement,
        promise,
        original,
        data: rows,
        curves,
      } = await evaluateModel(name, data, target, "--html", page);
      expect(promise.kept).toBe(true);
      const { maxError } = promise.plans[0]!;
      expect(rows.rows).toBeGreaterThan(60);
      for (const { margin, error } of agreement!.differing) {
        expect(margin).not.toBeNull();
        expect(margin).toBeLessThanOrEqual(maxError);
        expect(error).toBeLessThanOrEqual(maxError);
      }
      expect(agreement!.differing.length).toBeLessThanOrEqual(agreement!.borderline);
      expect(agreement!.borderline).toBeLessThan(rows.rows / 20);
      // A probability changes by at most a quarter of its score, and one of several by at most half.
      expect(original!.difference!.clear.largest).toBeLessThan(approximation);
      expect(original!.difference!.encrypted.largest).toBeLessThan(approximation + maxError / 2);
      expect(original!.sameLabel!.clear).toBeGreaterThanOrEqual(original!.rows - (approximation > 0.01 ? 2 : 0));
      expect(curves!.clear.reliability.bins.reduce((sum, { count }) => sum + count, 0)).toBe(rows.rows);
      expect(await readFile(page, "utf8")).toMatch(/The original file.*Reliability|Reliability.*The original file/s);
    },
    120_000,
  );

  it("a quantity is measured as one: R², no labels, no curves", async () => {
    const found = await evaluateModel("heart-torch-square-legacy", "heart-disease.csv", "target");
    expect([found.agreement, found.confusion, found.curves]).toEqual([null, null, null]);
    expect(Object.keys(found.metrics.encrypted)).toContain("r2");
    expect(found.original!.sameLabel).toBeNull();
    expect(found.original!.difference!.clear.largest).toBeLessThan(1e-4);
    expect(found.original!.difference!.encrypted.largest).toBeLessThanOrEqual(found.promise.plans[0]!.maxError + 1e-4);
  }, 120_000);
});

describe("the original file", () => {
  it("is refused where it is another model's, or its columns cannot be named", async () => {
    await evaluateModel("wine-multinomial", "wine.csv", "cultivar");
    const bundle = join(folder, "wine-multinomial.velum");
    const rows = ["--data", join(folder, "wine-multinomial.csv"), "--target", "cultivar"];
    const server = await listen(buildApp({}, createRegistry(await loadModels(bundle))));
    onTestFinished(() => server.stop(0));
    const told = async (...flags: string[]) => {
      const code = await velum("evaluate", bundle, ...rows, "--server", server.url, ...flags, "--json");
      return [code, JSON.parse(output.stdout().trimEnd().split("\n").at(-1)!).error.code];
    };
    expect(await told("--onnx", fixture("heart-torch-square-legacy.onnx"))).toEqual([EXIT.failed, "EVALUATION"]);
    expect(await told("--onnx", fixture("cancer-logreg.onnx"))).toEqual([EXIT.wrongUse, "USAGE"]);
    expect(await told("--onnx", fixture("wine-multinomial.onnx"), "--columns", "a,b")).toEqual([
      EXIT.wrongUse,
      "USAGE",
    ]);
    expect(await told("--columns", "a,b")).toEqual([EXIT.wrongUse, "USAGE"]);
  }, 60_000);
});
