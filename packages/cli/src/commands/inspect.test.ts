import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contractBytes, readBundle } from "@velum/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../exit-code.ts";
import type { Fit } from "../inspect/fit.ts";
import type { Inspection } from "../inspect/inspection.ts";
import { runCommandLine } from "../program.ts";
import { captureOutput } from "../test-support/capture.ts";
import { compileFixture, fixture, HEART_DATA } from "../test-support/compile-fixture.ts";
import { smallBundle } from "../test-support/small-bundle.ts";
import { withReport } from "../test-support/with-report.ts";

let folder: string;
let small: string;
let relu: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "velum-inspect-"));
  [small, relu] = [join(folder, "small.velum"), join(folder, "relu.velum")];
  await writeFile(small, smallBundle().bundle);
  await writeFile(relu, await compileFixture("heart-mlp-relu"));
});
afterAll(() => rm(folder, { recursive: true }));

const output = captureOutput();
const velum = (...args: string[]) => runCommandLine(["node", "velum", ...args]);
const inspect = (...args: string[]) => velum("inspect", ...args);
const json = async <T>(...args: string[]): Promise<T> => {
  const before = output.stdout().length;
  expect(await inspect(...args, "--json")).toBe(EXIT.done);
  return JSON.parse(output.stdout().slice(before)) as T;
};

describe("velum inspect of a bundle", () => {
  it("says everything as text, in sections", async () => {
    expect(await inspect(relu)).toBe(EXIT.done);
    const text = output.stdout();
    for (const title of [
      "Warnings",
      "Model",
      "Layers",
      "Activations",
      "Inputs",
      "Outputs",
      "Approximation",
      "Plan dot",
      "Plans not made",
      "Model disclosure",
      "The server learns",
      "The client learns",
      "The contract discloses",
    ]) {
      expect(text).toMatch(new RegExp(`^${title}$`, "m"));
    }
    expect(text).toMatch(/answers that determine the model +about \d+/);
    expect(text).toMatch(/one request of dot gives +1 answer$/m);
    expect(text).toMatch(/multiplyPlain +1 +52\.0 +2\^\d+\.\d +█+░+/);
    expect(text).toMatch(/error by source +encryption/);
    expect(text).not.toContain("\u001b");
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(110);
  });

  it("says the same as JSON, from the programs where it can", async () => {
    const { model, plans, activations, schema, outputs } = await json<Inspection>(relu);
    const bundle = readBundle(await readFile(relu));
    expect(model).toMatchObject({ name: "heart-mlp-relu", contractDigest: bundle.contractDigest });
    expect(schema).toEqual(bundle.contract.schema);
    expect(activations).toHaveLength(16);
    const [plan] = plans;
    const { response, precision } = bundle.contract.plans[0]!;
    expect(plan).toMatchObject({ name: "dot", rows: 1, precision: { maxError: precision.maxError } });
    expect(plan!.parameters).toMatchObject({ ringDegree: 2048, limitBits: 53, securityBits: 131.5 });
    // A ladder goes down: neither modulus nor level ever grows again.
    const falls = (values: readonly number[]): boolean =>
      values.every((value, i) => i === 0 || value <= values[i - 1]!);
    expect(
      [plan!.steps.map(({ level }) => level), plan!.steps.map(({ modulusBits }) => modulusBits)].every(falls),
    ).toBe(true);
    expect(plan!.steps.at(-1)!.valueBits).toBeLessThanOrEqual(plan!.steps.at(-1)!.modulusBits);
    const variance = Object.values(plan!.precision.sources).reduce((sum, sd) => sum + sd ** 2, 0);
    expect(Math.sqrt(variance) / plan!.precision.rms!).toBeCloseTo(1, 2);
    expect(plan!.precision.worst).toBeLessThanOrEqual(precision.maxError);
    expect(outputs[0]!.largest).toBeLessThanOrEqual(response.bound);
  });

  it("prints the contract and nothing else with --public (A10)", async () => {
    expect(await inspect(small, "--public")).toBe(EXIT.done);
    const { contract } = readBundle(await readFile(small));
    expect(contractBytes(JSON.parse(output.stdout()))).toEqual(contractBytes(contract));
  });

  it("refuses files that are no bundle, and damaged ones", async () => {
    const damaged = join(folder, "damaged.velum");
    const bytes = await readFile(small);
    bytes[bytes.length - 5]! ^= 1;
    await writeFile(damaged, bytes);
    expect(await inspect(damaged)).toBe(EXIT.failed);
    expect(output.stderr()).toContain("velum: BUNDLE_DIGEST: ");
    expect(await inspect(HEART_DATA)).toBe(EXIT.failed);
    expect(await inspect(join(folder, "none.velum"))).toBe(EXIT.failed);
    expect(output.stderr()).toContain("velum: FILE: The bundle cannot be opened");
    expect(output.stdout()).toBe("");
  });

  it.each([
    ["--public", "x.velum"],
    ["--public", "--html", "x.html"],
  ])("calls %s %s %s wrong use", async (...args) => {
    expect(await inspect(small, ...args.filter((arg) => arg !== undefined))).toBe(EXIT.wrongUse);
  });

  it("says of a report that it cannot read, and shows what follows from the programs", async () => {
    const { bundle } = smallBundle();
    const facts = JSON.parse(readBundle(bundle).report!);
    const reports = [
      null,
      "",
      "[]",
      "{}",
      JSON.stringify({ ...facts, plans: 5 }),
      JSON.stringify({ ...facts, warnings: [7] }),
    ];
    for (const other of reports) {
      const changed = join(folder, "report.velum");
      await writeFile(changed, withReport(bundle, other));
      const { warnings, layers, plans: shown } = await json<Inspection>(changed);
      expect([warnings.length, layers.length]).toEqual([1, 0]);
      expect(shown[0]).toMatchObject({ cost: null, precision: { maxError: 0.004, rms: null } });
      expect(await inspect(changed, "--html", join(folder, "report.html"))).toBe(EXIT.done);
    }
  });
});

describe("velum inspect of two bundles", () => {
  it("finds no difference between a bundle and itself", async () => {
    expect(await inspect(small, small)).toBe(EXIT.done);
    expect(output.stdout()).toBe("No difference in what the two bundles say.\n");
  });

  it("tells what differs, before and after", async () => {
    const other = join(folder, "other.velum");
    await writeFile(other, smallBundle({ version: "2", maxError: 0.016, plans: ["dot"] }).bundle);
    expect(await inspect(small, other)).toBe(EXIT.done);
    expect(output.stdout()).toMatch(/^Model\n {2}name\n {2}- small 1\n {2}\+ small 2$/m);
    expect(output.stdout()).toMatch(
      /Plan dot\n(?:.*\n)* {2}promise\n {2}- every output within 0\.004.*\n {2}\+ every output within 0\.016/,
    );
    const { changes } = await json<{ changes: { section: string; after: string | null }[] }>(small, other);
    // What the other does not have at all.
    expect(changes.filter(({ section }) => section === "Plan columns").every(({ after }) => after === null)).toBe(true);
    const page = join(folder, "changes.html");
    expect(await inspect(small, other, "--html", page)).toBe(EXIT.done);
    expect(await readFile(page, "utf8")).toContain("<td>small 2</td>");
  });
});

describe("velum inspect of an ONNX file", () => {
  it("says that it fits, what becomes of it and what that costs, without any data", async () => {
    expect(await inspect(fixture("heart-logreg-strings.onnx"))).toBe(EXIT.done);
    expect(output.stdout()).toMatch(/^heart-logreg-strings\.onnx fits\n/);
    expect(output.stdout()).toMatch(/affine 19 -> 1: an inner product/);
    expect(output.stdout()).toMatch(/^columns +2048 .* µs +well-formed keys$/m);
    expect(output.stdout()).toMatch(/ranges: .*deviations/);
    const { fits, plans } = await json<Fit>(fixture("heart-logreg-strings.onnx"));
    expect([fits, plans.map(({ name }) => name)]).toEqual([true, ["dot", "dot-rows", "columns"]]);
    expect(plans[0]!.bytes.request).toBeGreaterThan(plans[0]!.bytes.response);
  });

  it.each([
    ["digits-cnn-legacy.onnx", "OPERATOR_UNSUPPORTED", "Conv"],
    ["refuse/random-forest.onnx", "OPERATOR_UNSUPPORTED", "TreeEnsembleClassifier"],
    ["refuse/text.onnx", "MODEL_NOT_ONNX", ""],
    ["heart-torch-silu-external.onnx", "EXTERNAL_DATA", "heart-torch-silu-external.onnx.data"],
  ])("names the first obstacle of %s and fails", async (name, code, message) => {
    expect(await inspect(fixture(name))).toBe(EXIT.failed);
    expect(output.stdout()).toContain("does not fit");
    // Lines are broken between words.
    expect(output.stdout().replace(/\s+/g, " ")).toContain(`${code}: `);
    expect(output.stdout()).toContain(message);
    expect(await inspect(fixture(name), "--json")).toBe(EXIT.failed);
    expect(JSON.parse(output.stdout().slice(output.stdout().indexOf("{")))).toMatchObject({
      fits: false,
      obstacle: { code },
    });
  });

  it("reads weights from the files that it is given (E7), and draws a page", async () => {
    const weights = ["--external-data", fixture("heart-torch-silu-external.onnx.data")];
    expect(await inspect(fixture("heart-torch-silu-external.onnx"), ...weights)).toBe(EXIT.done);
    expect(output.stdout()).toMatch(/^heart-torch-silu-external\.onnx fits\n/);
    const page = join(folder, "fit.html");
    expect(await inspect(fixture("heart-mlp-relu.onnx"), "--html", page)).toBe(EXIT.done);
    const text = await readFile(page, "utf8");
    expectBalanced(text);
    expect(text).toContain("<td>activation relu</td>");
    expect(text).toMatch(/<td>dot<\/td><td>1<\/td>/);
  });

  it.each([["--public"], ["other.velum"]])("calls an ONNX file with %s wrong use", async (argument) => {
    expect(await inspect(fixture("heart-mlp-relu.onnx"), argument)).toBe(EXIT.wrongUse);
  });
});

describe("velum inspect --html", () => {
  it.each([["small"], ["relu"]])("makes a page of %s that is complete and needs nothing else", async (name) => {
    const page = join(folder, `${name}.html`);
    expect(await inspect(name === "small" ? small : relu, "--html", page)).toBe(EXIT.done);
    expect(output.stdout()).toBe(`written  ${page}\n`);
    const text = await readFile(page, "utf8");
    expect(text).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`.replaceAll("'", "&#39;"));
    expect(text).not.toMatch(/<script|https?:|url\(|@import|src=|href=|javascript:/);
    expect(text).not.toMatch(/NaN|undefined|Infinity|\[object/);
    expectBalanced(text);
    for (const id of ["ranges", "plan-dot", "learns", "contract"]) expect(text).toContain(`<section id="${id}"`);
  });

  it("draws each fit with its histogram", async () => {
    const page = join(folder, "fits.html");
    await inspect(relu, "--html", page);
    const text = await readFile(page, "utf8");
    const figures = text.split('<div class="fit">').slice(1);
    expect(figures).toHaveLength(16);
    for (const figure of figures) {
      const [exact, fitted] = ["exact", "fitted"].map(
        (line) => figure.match(new RegExp(`class="line ${line}" d="([^"]+)"`))![1]!,
      );
      // 41 points, and the two lines are not the same.
      expect([exact!.split("L").length, exact === fitted]).toEqual([41, false]);
      expect(figure.match(/class="counts"/g)!.length).toBeGreaterThan(3);
    }
  });

  it("escapes what a bundle brings (E7)", async () => {
    const page = join(folder, "escaped.html");
    await inspect(small, "--html", page);
    const text = await readFile(page, "utf8");
    expect(text).toContain("Small &lt;script&gt;alert(1)&lt;/script&gt;");
    expect(text).toContain("&lt;b&gt;Site&lt;/b&gt;");
    const hostile = join(folder, "hostile.velum");
    const { bundle } = smallBundle();
    const report = readBundle(bundle).report;
    const warning = "</li><img src=x onerror=alert(1)>\u001b[2J\u202e";
    const changed = JSON.stringify({ ...JSON.parse(report!), warnings: [warning] });
    await writeFile(hostile, withReport(bundle, changed));
    await inspect(hostile, "--html", page);
    expect(await readFile(page, "utf8")).toContain("<li>&lt;/li&gt;&lt;img src=x onerror=alert(1)&gt; [2J </li>");
    await inspect(hostile);
    await inspect(hostile, "--json");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    expect(output.stdout()).not.toMatch(/[\u001b\u202e]/);
  });
});

/** Every element is closed in its order. */
function expectBalanced(page: string): void {
  const open: string[] = [];
  for (const [, end, name, rest] of page.matchAll(/<(\/?)([a-z0-9]+)((?:\s[^<>]*)?)>/gi)) {
    if (end === "/") expect(open.pop()).toBe(name);
    else if (!/^(?:meta|br|rect|path)$/.test(name!) && !rest!.endsWith("/")) open.push(name!);
  }
  expect(open).toEqual([]);
}
