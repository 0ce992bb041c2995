import { execFile, execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { floatTensor, type Graph, runGraph } from "@velum/model/graph";
import { readOnnx } from "@velum/model/onnx";
import { expect, onTestFinished, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const example = join(root, "examples/scikit-learn");
const python = join(root, ".venv/bin/python");

interface Report {
  readonly rows: { readonly train: number; readonly test: number };
  readonly onTest: Readonly<Record<"accuracy" | "rocAuc" | "logLoss", number>>;
}

function isInstalled(): boolean {
  try {
    execFileSync(python, ["-c", "import sklearn, skl2onnx"], { stdio: "ignore", timeout: 120_000 });
    return true;
  } catch {
    return false;
  }
}

const reportOf = (folder: string): Report => JSON.parse(readFileSync(join(folder, "report.json"), "utf8"));

/** What a model says of the rows of a file: the probability of each. */
function probabilities(graph: Graph, csv: string): Float64Array {
  const [header, ...lines] = csv.trimEnd().split("\n");
  const width = header!.split(",").length - 1;
  const cells = lines.flatMap((line) => line.split(",").slice(0, width));
  const numbers = cells.map((cell) => (cell === "" ? Number.NaN : Number(cell)));
  const [input] = graph.inputs;
  const answer = runGraph(graph, new Map([[input!.name, floatTensor([lines.length, width], numbers)]]));
  return answer.get("probabilities")!.data as Float64Array;
}

test.skipIf(!existsSync(python) || !isInstalled())(
  "the scikit-learn example: its script makes the files that are kept (needs examples/scikit-learn/requirements.txt in .venv)",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "velum-sklearn-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await promisify(execFile)(python, [join(example, "train.py"), folder]);
    const test = await readFile(join(example, "test.csv"), "utf8");
    expect(await readFile(join(folder, "test.csv"), "utf8")).toBe(test);
    const [kept, made] = [reportOf(example), reportOf(folder)];
    expect(made.rows).toEqual(kept.rows);
    for (const name of ["accuracy", "rocAuc", "logLoss"] as const)
      expect(Math.abs(made.onTest[name] - kept.onTest[name]), name).toBeLessThan(1e-4);
    // Another processor may round the last digits of a weight otherwise.
    const graphs = [example, folder].map((from) => readOnnx(readFileSync(join(from, "model.onnx"))));
    const [ours, theirs] = graphs.map((graph) => probabilities(graph, test));
    expect(ours!.length).toBe(2 * kept.rows.test);
    for (const [i, p] of ours!.entries()) expect(Math.abs(p - theirs![i]!)).toBeLessThan(1e-4);
  },
  180_000,
);
