import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { buildApp, createRegistry, listen, loadModels, type RunningServer } from "@velum/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../exit-code.ts";
import { runCommandLine } from "../program.ts";
import { captureOutput } from "../test-support/capture.ts";
import { runVelum, startVelum } from "../test-support/run-velum.ts";
import { LABELS, scoreOf, smallBundle } from "../test-support/small-bundle.ts";

let folder: string;
let bundle: string;
let server: RunningServer;
let url: string;
let answered = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "velum-predict-"));
  bundle = join(folder, "small.velum");
  await writeFile(bundle, smallBundle().bundle);
  const registry = createRegistry(await loadModels(bundle, { allowModelDisclosure: true }));
  const log = ({ route }: { readonly route: string }): void => {
    if (route.endsWith("/infer")) answered++;
  };
  server = await listen(buildApp({ log: log as never }, registry), { host: "127.0.0.1", port: 0, behindProxy: false });
  url = `${server.url}/v2/models/small`;
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const output = captureOutput();
const predict = (...args: string[]) => runCommandLine(["node", "velum", "predict", ...args]);
const ROW = { age: 63, site: "north" };
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Rows over the whole range, as a file. */
async function fileOf(count: number, name = "rows.csv"): Promise<string> {
  const path = join(folder, name);
  const lines = Array.from({ length: count }, (_, i) => `x${i},${(i * 37) % 101},${i % 3 === 0 ? "north" : "south"}\n`);
  await writeFile(path, `id,age,site\n${lines.join("")}`);
  return path;
}

function expectPredictions(csv: string, count: number): void {
  const [header, ...lines] = csv.trimEnd().split("\n");
  expect(header).toBe("label,probabilities[0],probabilities[1]");
  expect(lines).toHaveLength(count);
  lines.forEach((line, i) => {
    const [label, no, yes] = line.split(",");
    const score = scoreOf({ age: (i * 37) % 101, site: i % 3 === 0 ? "north" : "south" });
    expect(Math.abs(Number(yes) - sigmoid(score))).toBeLessThan(0.002);
    expect(Number(no) + Number(yes)).toBeCloseTo(1, 9);
    // Both labels would be run by a table program (E7).
    if (Math.abs(score) > 0.01) expect(label).toBe(`'${LABELS[score >= 0 ? 1 : 0]}`);
  });
}

describe("velum predict with an address", () => {
  it("answers one row, in words or as JSON", async () => {
    expect(await predict(url, "--row", JSON.stringify(ROW))).toBe(EXIT.done);
    expect(output.stdout()).toMatch(
      /^label {13}@no\nprobabilities\[0\] {2}0\.\d+\nprobabilities\[1\] {2}0\.\d+\n.* ms, sent/,
    );
    expect(await predict(server.url, "--model", "small", "--row", JSON.stringify(ROW), "--json")).toBe(EXIT.done);
    const { outputs, logits } = JSON.parse(output.stdout().slice(output.stdout().indexOf("{")));
    expect(Math.abs(logits[0] - scoreOf(ROW))).toBeLessThan(0.004);
    expect(outputs.label).toBe("@no");
  });

  it("answers a file, in order, through every plan that suits its rows", async () => {
    const out = join(folder, "out.csv");
    const count = 2048 + 1;
    expect(await predict(`${url}/versions/1/`, "--data", await fileOf(count), "--out", out)).toBe(EXIT.done);
    expectPredictions(await readFile(out, "utf8"), count);
    expect(output.stderr()).toMatch(/2,049 rows in .* 2 requests \(columns 2,048, dot 1\)/);
    expect(output.stderr()).toContain("columns that the model does not read: id");
    expect(output.stdout()).toBe("");
  });

  it("prints a file's answers where no place is named, by the plan that is named", async () => {
    expect(await predict(url, "--data", await fileOf(5), "--plan", "dot")).toBe(EXIT.done);
    expectPredictions(output.stdout(), 5);
    expect(output.stderr()).toContain("5 requests (dot 5)");
  });

  it("says what it did as JSON", async () => {
    const out = join(folder, "json.csv");
    expect(await predict(url, "--data", await fileOf(3), "--out", out, "--json")).toBe(EXIT.done);
    expect(JSON.parse(output.stdout())).toMatchObject({ rows: 3, ignored: ["id"], out });
    expect(output.stderr()).toBe("");
  });

  it.each([
    [
      "a text in a numeric column",
      "age,site\n1,north\nold,south\n",
      "DATA_FILE",
      "rows.csv, row 2, column 1 (age): expected a decimal",
    ],
    [
      "a number out of range",
      "age,site\n1,north\n101,south\n",
      "FEATURE_OUT_OF_RANGE",
      "rows.csv, row 2.age: expected a number from 0 to 100 years",
    ],
    ["an unknown word", "age,site\n1,<i>\n", "FEATURE_UNKNOWN_CATEGORY", "row 1.site"],
    ["a gap", "age,site\n,north\n", "FEATURE_MISSING", "row 1.age"],
    ["a column too few", "age\n1\n", "DATA_FILE", "expected a column site, got none"],
    ["no rows", "age,site\n", "DATA_FILE", "expected rows below the header, got none"],
    ["no file", undefined, "DATA_FILE", "none.csv: expected a file that can be read"],
  ])("refuses %s before anything is sent, names the place and leaves no file", async (_, text, code, message) => {
    const before = answered;
    const data = join(folder, text === undefined ? "none.csv" : "rows.csv");
    if (text !== undefined) await writeFile(data, text);
    const out = join(folder, "refused.csv");
    expect(await predict(url, "--data", data, "--out", out)).toBe(EXIT.failed);
    expect(output.stderr()).toContain(`velum: ${code}: `);
    expect(output.stderr()).toContain(message);
    for (const value of ["old", "101,", "<i>"]) expect(output.stderr()).not.toContain(value);
    expect(answered).toBe(before);
    expect((await readdir(folder)).filter((name) => name.startsWith("refused"))).toEqual([]);
  });

  it("refuses another contract than the one that was accepted, before it reads a row (C3)", async () => {
    const before = answered;
    expect(await predict(url, "--data", await fileOf(3), "--contract", "0".repeat(64))).toBe(EXIT.failed);
    expect(output.stderr()).toContain("CONTRACT_UNEXPECTED");
    expect(answered).toBe(before);
  });

  it.each([
    ["neither row nor file", () => [url]],
    ["both", () => [url, "--row", "{}", "--data", "x.csv"]],
    ["a row that is no JSON", () => [url, "--row", "{age:7654}"]],
    ["a row that is a list", () => [url, "--row", "[7654]"]],
    ["a place for one row", () => [url, "--row", "{}", "--out", "x.csv"]],
    ["JSON and answers on one stream", () => [url, "--data", "x.csv", "--json"]],
    ["an address without a model", () => [server.url, "--row", "{}"]],
    ["two models", () => [url, "--model", "other", "--row", "{}"]],
    ["a model of a bundle", () => [bundle, "--model", "small", "--row", "{}"]],
    ["http beyond loopback", () => ["http://example.org/v2/models/small", "--row", "{}"]],
    ["an unknown plan", () => [url, "--row", JSON.stringify(ROW), "--plan", "diagonal"]],
  ])("calls %s wrong use", async (_, args) => {
    expect(await predict(...args())).toBe(EXIT.wrongUse);
    const said = output.stderr() + output.stdout();
    expect(said).toMatch(/^velum: [A-Z_]+: |^\{"error":\{"code":"[A-Z_]+"/);
    expect(said).not.toContain("7654");
  });
});

describe("velum predict with a bundle", () => {
  it("serves it in a process of its own, and reads the row where nobody else can", async () => {
    const child = startVelum(["predict", bundle, "--row", "-", "--json"], { stdin: "pipe" });
    child.stdin!.end(JSON.stringify(ROW));
    const [stdout, [code]] = await Promise.all([text(child.stdout!), once(child, "close")]);
    expect(code).toBe(0);
    expect(Math.abs(JSON.parse(stdout).logits[0] - scoreOf(ROW))).toBeLessThan(0.004);
  });

  it("leaves neither a file nor a server behind when it is interrupted", async () => {
    const out = join(folder, "interrupted.csv");
    const data = await fileOf(60_000, "many.csv");
    const child = startVelum(["predict", bundle, "--data", data, "--out", out, "--plan", "dot"]);
    let stderr = "";
    child.stderr!.on("data", (text: Buffer) => {
      stderr += text;
    });
    await untilExists(`${out}.part`);
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([1, null]);
    expect(stderr).toContain("velum: INTERRUPTED: ");
    expect((await readdir(folder)).filter((name) => name.startsWith("interrupted"))).toEqual([]);
  });

  it("passes on what its server says of a file that is no bundle", async () => {
    const { code, stderr } = await runVelum(["predict", join(folder, "rows.csv"), "--row", "{}"]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("SERVER_PROCESS")]);
  });
});

/** Waits for a file to appear. */
async function untilExists(path: string): Promise<void> {
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 20));
}
