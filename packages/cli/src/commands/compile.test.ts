import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBundle } from "@velum/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../exit-code.ts";
import { runCommandLine } from "../program.ts";
import { captureOutput } from "../test-support/capture.ts";
import { compileFixture, fixture, HEART_DATA } from "../test-support/compile-fixture.ts";

let folder: string;
let out: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "velum-compile-"));
  out = join(folder, "out.velum");
});
afterAll(() => rm(folder, { recursive: true }));

const output = captureOutput();
const compile = (...args: string[]) => runCommandLine(["node", "velum", "compile", ...args, "--out", out]);
const bundle = async () => readBundle(await readFile(out));

/** A file of the folder. */
async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe("velum compile", () => {
  it("makes a bundle of its owner alone, and says what it came to", async () => {
    expect(await compile(fixture("heart-mlp-relu.onnx"), "--data", HEART_DATA, "--ignore", "target")).toBe(EXIT.done);
    expect((await stat(out)).mode & 0o077).toBe(0);
    const { contract, report } = await bundle();
    expect(contract).toMatchObject({ name: "heart-mlp-relu", version: "1", title: "heart-mlp-relu" });
    expect(JSON.parse(report!).activation.name).toBe("relu");
    expect(output.stdout()).toMatch(/^plan +rows +promise +sent +received/m);
    expect(output.stdout()).toMatch(/^dot +1 +0\.004 +[\d.]+ KiB/m);
    expect(output.stdout()).toMatch(/no plan columns: .*allowModelDisclosure/);
    expect(output.stdout()).toMatch(
      /activations by polynomials: outputs off by at most 0\.\d+ on 296 rows, \d+ of 296 labels/,
    );
    expect(output.stdout()).toContain("warning  7 of 303 rows of the range data are refused");
    expect(output.stdout()).not.toContain("\u001b");
  });

  it("takes every option", async () => {
    const options = [
      "--name",
      "risk",
      "--version",
      "2.1",
      "--title",
      "Risk",
      "--max-error",
      "0.01",
      "--plans",
      "columns,dot",
    ];
    const data = ["--data", HEART_DATA, "--ignore", "target"];
    const args = [...data, ...options, "--allow-model-disclosure", "--protect", "standard", "--json"];
    expect(await compile(fixture("heart-logreg.onnx"), ...args)).toBe(EXIT.done);
    const { contract } = await bundle();
    expect(contract).toMatchObject({ name: "risk", version: "2.1", title: "Risk" });
    expect(contract.plans.map(({ name, precision }) => [name, precision.maxError])).toEqual([
      ["dot", 0.01],
      ["columns", 0.01],
    ]);
    const inspection = JSON.parse(output.stdout());
    expect(inspection.model).toMatchObject({ name: "risk", fileBytes: (await stat(out)).size });
    expect(inspection.plans.map(({ rows }: { rows: number }) => rows)).toEqual([1, 2048]);
    expect(output.stderr()).toBe("");
  });

  it("takes ranges from a schema in place of rows, and names from --columns", async () => {
    await writeFile(out, await compileFixture("heart-logreg"));
    const { contract } = await bundle();
    const features = contract.schema.features.map((feature) => ({
      ...feature,
      name: `x_${feature.name}`,
      label: `The ${feature.name}`,
    }));
    const schema = await file("schema.json", JSON.stringify({ features }));
    const columns = features.map(({ name }) => name).join(",");
    expect(
      await compile(fixture("heart-logreg.onnx"), "--schema", schema, "--columns", columns, "--plans", "dot"),
    ).toBe(EXIT.done);
    expect((await bundle()).contract.schema.features[0]).toEqual(features[0]);
  });

  it("reads weights in another file from where it is told alone (E7)", async () => {
    const args = [fixture("heart-torch-silu-external.onnx"), "--data", HEART_DATA, "--ignore", "target"];
    expect(await compile(...args)).toBe(EXIT.failed);
    expect(output.stderr()).toContain("velum: EXTERNAL_DATA: ");
    await compile(...args, "--external-data", fixture("heart-torch-silu-external.onnx.data"));
    expect((await bundle()).contract.plans.map(({ name }) => name)).toEqual(["diagonal"]);
    expect(await runCommandLine(["node", "velum", "inspect", out])).toBe(EXIT.done);
    expect(output.stdout()).toMatch(/key set, uploaded once +\d+(\.\d)? MiB/);
  });

  const DATA = ["--data", HEART_DATA, "--ignore", "target"];
  it.each<[string, () => Promise<string[]>, string, string]>([
    ["an operator without encrypted form", async () => [fixture("refuse/lstm.onnx")], "OPERATOR_UNSUPPORTED", "LSTM"],
    ["a file that is no model", async () => [HEART_DATA], "MODEL_NOT_ONNX", ""],
    ["a file that is not there", async () => [join(folder, "none.onnx")], "FILE", "The model cannot be opened"],
    ["a folder", async () => [folder], "FILE", "The model cannot be read"],
    ["an activation without range data", async () => [fixture("heart-mlp-relu.onnx")], "COMPILE_RANGES", ""],
    [
      "a column to ignore that is not there",
      async () => [fixture("heart-logreg.onnx"), "--data", HEART_DATA, "--ignore", "x"],
      "DATA_FILE",
      "heart-disease.csv, header",
    ],
    [
      "columns that are not the model's",
      async () => [fixture("heart-logreg.onnx"), "--data", HEART_DATA],
      "COMPILE_COLUMNS",
      "13 columns",
    ],
    [
      "a text in a numeric column",
      async () => [fixture("heart-logreg.onnx"), "--data", await withText()],
      "COMPILE_RANGE_DATA",
      "row 30, column 5",
    ],
    [
      "too few rows",
      async () => [fixture("heart-logreg.onnx"), "--data", await fewRows()],
      "COMPILE_RANGE_DATA",
      "at least 20 rows",
    ],
    [
      "a schema that is no JSON",
      async () => [fixture("heart-logreg.onnx"), "--schema", await file("s.json", "{")],
      "FILE",
      "not JSON",
    ],
    [
      "a schema with an unknown field",
      async () => [
        fixture("heart-logreg.onnx"),
        "--schema",
        await file("s.json", '{"features":[{"kind":"numeric","x":1}]}'),
      ],
      "SCHEMA_INVALID",
      "schema.features[0]",
    ],
    [
      "a name that is no path component",
      async () => [fixture("heart-logreg.onnx"), ...DATA, "--name", "a/b"],
      "CONTRACT_NAME",
      "",
    ],
    [
      "disclosure that nobody allowed",
      async () => [fixture("heart-logreg.onnx"), ...DATA, "--plans", "columns"],
      "COMPILE_DISCLOSURE",
      "allowModelDisclosure",
    ],
  ])("refuses %s, and writes nothing", async (_, args, code, message) => {
    await rm(out, { force: true });
    expect(await compile(...(await args()))).toBe(EXIT.failed);
    expect(output.stderr()).toContain(`velum: ${code}: `);
    expect(output.stderr()).toContain(message);
    expect((await readdir(folder)).filter((name) => name.startsWith("out"))).toEqual([]);
  });

  it("says when the place for the bundle cannot be written", async () => {
    const place = join(folder, "none", "out.velum");
    const args = ["compile", fixture("heart-logreg.onnx"), ...DATA, "--out", place];
    expect(await runCommandLine(["node", "velum", ...args])).toBe(EXIT.failed);
    expect(output.stderr()).toContain("velum: FILE: The bundle cannot be written");
  });
});

async function lines(): Promise<string[]> {
  const all = (await readFile(HEART_DATA, "utf8")).trim().split(/\r?\n/);
  return all.map((line) => line.split(",").slice(0, 13).join(","));
}

const fewRows = async (): Promise<string> => file("few.csv", (await lines()).slice(0, 20).join("\n"));

/** Row 30 has a text for its cholesterol. */
async function withText(): Promise<string> {
  const all = await lines();
  all[30] = all[30]!.split(",").with(4, "high").join(",");
  return file("text.csv", all.join("\n"));
}
