import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildApp, createRegistry, listen, loadModels } from "@velum/server";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Evaluation } from "../evaluate/evaluation.ts";
import { EXIT } from "../exit-code.ts";
import { runCommandLine } from "../program.ts";
import { captureOutput } from "../test-support/capture.ts";
import type { TrainingReport } from "../train/training-report.ts";

const HEART = fileURLToPath(new URL("../../../../data/heart-disease.csv", import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "velum-train-"));
});
afterAll(() => rm(folder, { recursive: true }));

const output = captureOutput();
const at = (name: string): string => join(folder, name);
const velum = (...args: string[]) => runCommandLine(["node", "velum", ...args]);
/** Trains quickly: no folds, few draws. */
const train = (data: string, ...args: string[]) => velum("train", data, ...args, "--folds", "0", "--resamples", "20");
/** The last document on standard output. */
const last = <T>(): T => JSON.parse(output.stdout().slice(output.stdout().lastIndexOf("\n{\n") + 1)) as T;

async function file(name: string, header: string, rows: number, line: (row: number) => string): Promise<string> {
  await writeFile(at(name), `${header}\n${Array.from({ length: rows }, (_, row) => `${line(row)}\n`).join("")}`);
  return at(name);
}

/** Words with gaps, numbers with gaps, a pair of codes, a quantity. */
const mixed = () =>
  file("mixed.csv", "size,color,flag,price", 120, (row) => {
    const [size, color] = [(row * 29) % 80, ["red", "green", "blue"][row % 3]!];
    const price = size / 10 + row / 100 + (color === "red" ? 2 : 0);
    return `${row % 9 === 4 ? "" : size / 10},${row % 11 === 5 ? "" : color},${row % 2},${price}`;
  });

describe("from a CSV file to evidence", () => {
  it.each<[string, string[], () => Promise<string>, string]>([
    ["logistic regression", ["--model", "logreg"], async () => HEART, "target"],
    ["a net of squares", ["--model", "mlp", "--hidden", "6", "--max-epochs", "40"], async () => HEART, "target"],
    ["a quantity, from words and gaps", ["--model", "linear"], mixed, "price"],
  ])("trains, compiles and evaluates %s: encrypted is what training measured", async (name, flags, data, target) => {
    const csv = await data();
    const [onnx, test, bundle] = ["onnx", "csv", "velum"].map((ending) => at(`${name.replace(/\W+/g, "-")}.${ending}`));
    const trained = ["--target", target, "--out", onnx!, "--held-out", test!, ...flags, "--json"];
    expect(await train(csv, ...trained)).toBe(EXIT.done);
    const report = last<TrainingReport>();
    expect(report.rows.train).toBeGreaterThan(report.rows.heldOut);
    const range = ["--data", csv, "--ignore", target];
    expect(await velum("compile", onnx!, "--schema", report.files.schema, ...range, "--out", bundle!, "--json")).toBe(
      0,
    );
    const server = await listen(buildApp({}, createRegistry(await loadModels(bundle!))));
    onTestFinished(() => server.stop(0));
    const asked = ["--data", test!, "--target", target, "--server", server.url, "--skip-refused", "--resamples", "20"];
    expect(await velum("evaluate", bundle!, ...asked, "--json")).toBe(EXIT.done);
    const found = last<Evaluation>();
    expect(found.passed).toBe(true);
    expect(found.data.rows + found.data.refused).toBe(report.rows.heldOut);
    if (found.data.refused > 0) return;
    for (const [metric, { value }] of Object.entries(report.metrics)) {
      // The file holds float32.
      expect(Math.abs(found.metrics.clear[metric]!.value - value), metric).toBeLessThan(1e-4);
      expect(Math.abs(found.metrics.encrypted[metric]!.value - value), metric).toBeLessThan(0.01);
    }
    expect((await stat(onnx!)).mode & 0o077).toBe(0);
  });

  it("is the same for the same seed, and keeps rows apart that calibrate", async () => {
    const run = async (seed: string, name: string) => {
      const files = [
        "--out",
        at(`${name}.onnx`),
        "--calibration",
        at(`${name}.cal.csv`),
        "--held-out",
        at(`${name}.csv`),
      ];
      expect(await train(HEART, "--target", "target", "--model", "logreg", ...files, "--seed", seed, "--json")).toBe(0);
      return Promise.all([".onnx", ".cal.csv", ".csv", ".schema.json"].map((end) => readFile(at(name + end), "utf8")));
    };
    const [first, again, other] = [await run("3", "a"), await run("3", "b"), await run("4", "c")];
    expect(again).toEqual(first);
    expect(other[0]).not.toBe(first[0]);
    const lines = (text: string): string[] => text.trim().split("\n").slice(1);
    const [, calibration, heldOut] = first.map(lines) as [string[], string[], string[]];
    expect([calibration.length, heldOut.length]).toEqual([61, 73]);
    expect(calibration.filter((line) => heldOut.includes(line))).toEqual([]);
    const source = lines(await readFile(HEART, "utf8"));
    expect([...calibration, ...heldOut].every((line) => source.includes(line))).toBe(true);
  });

  it("shows the schema, its warnings and what was tried; a schema file says otherwise", async () => {
    await writeFile(at("overrides.json"), JSON.stringify({ features: [{ name: "cp", kind: "categorical" }] }));
    const flags = [
      "--target",
      "target",
      "--model",
      "logreg",
      "--out",
      at("shown.onnx"),
      "--schema",
      at("overrides.json"),
    ];
    expect(await velum("train", HEART, ...flags, "--folds", "2", "--c", "0.1,1", "--resamples", "20")).toBe(EXIT.done);
    expect(output.stdout()).toMatch(/cp +categorical +1, 2, 3, 4\n/);
    expect(output.stdout()).toMatch(/warning {2}column slope, 3 different values/);
    expect(output.stdout()).not.toContain("column cp,");
    expect(output.stdout()).toMatch(/logreg, C 0\.1 +0\.\d+\nlogreg, C 1 +0\.\d+\n/);
    expect(output.stdout()).toMatch(/ROC AUC +0\.\d{4} \(0\.\d{4} to [01]\.\d{4}\)/);
  });
});

describe("bad input", () => {
  const cases: readonly [string, string, (row: number) => string, string, RegExp][] = [
    [
      "no target column",
      "x,z",
      (row) => `${row},${row % 2}`,
      "TARGET_MISSING",
      /target: expected the name of a column/,
    ],
    ["a row without target", "x,y", (row) => `${row},${row === 6 ? "" : row % 2}`, "TARGET_MISSING", /row 7\.y/],
    ["one class", "x,y", (row) => `${row},1`, "TARGET_ONE_CLASS", /column y/],
    ["a class with one row", "x,y", (row) => `${row},${row === 8 ? 2 : row % 2}`, "CLASS_WITH_ONE_ROW", /row 9\.y/],
    ["names for a category", "x,w,y", (row) => `${row},n${row},${row % 2}`, "COLUMN_TOO_VARIED", /column w/],
    [
      "a word in a column of numbers",
      "x,y",
      (row) => `${row === 4 ? "secret" : row},${row % 2}`,
      "CELL_NOT_A_NUMBER",
      /row 5\.x/,
    ],
    ["constant columns alone", "x,y", (row) => `1,${row % 2}`, "TABLE_INVALID", /values differ/],
    ["a short record", "x,y", (row) => (row === 2 ? "1" : `${row},${row % 2}`), "DATA_FILE", /row 3: expected 2 cells/],
  ];
  it.each(cases)("tells of %s with its place and no value", async (name, header, line, code, message) => {
    const csv = await file(`${name.replace(/\W+/g, "-")}.csv`, header, 40, line);
    expect(await train(csv, "--target", "y", "--model", "logreg", "--out", at("bad.onnx"), "--json")).toBe(EXIT.failed);
    const { error } = JSON.parse(output.stdout());
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
    expect(error.message).not.toContain("secret");
  });

  it("warns of a feature that tells the target, of a constant one, and of more columns than rows", async () => {
    const wide = Array.from({ length: 50 }, (_, i) => `w${i}`);
    const csv = await file("warned.csv", ["leak", "same", ...wide, "y"].join(","), 40, (row) =>
      [row % 2 === 0 ? "early" : "late", 3, ...wide.map((_, i) => (row * (i + 7) * 31) % 101), row % 2].join(","),
    );
    expect(await train(csv, "--target", "y", "--model", "logreg", "--out", at("warned.onnx"), "--json")).toBe(
      EXIT.done,
    );
    const codes = last<TrainingReport>().warnings.map((warning) => `${warning.code} ${warning.column}`);
    expect(codes).toEqual(
      expect.arrayContaining(["COLUMN_DETERMINES_TARGET leak", "COLUMN_CONSTANT same", "MORE_COLUMNS_THAN_ROWS null"]),
    );
  });

  it.each([
    ["logreg", "--hidden", "8"],
    ["mlp", "--c", "1"],
    ["linear", "--calibration", "x.csv"],
  ])("refuses options that %s has not", async (model, ...flags) => {
    const asked = [HEART, "--target", "target", "--model", model, "--out", at("no.onnx"), ...flags, "--json"];
    expect(await velum("train", ...asked)).toBe(EXIT.wrongUse);
  });
});
