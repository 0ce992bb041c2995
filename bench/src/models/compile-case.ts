import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readBundle } from "@velum/protocol";
import { fixtureModel } from "../../../packages/compiler/reference/fixture-model.ts";
import type { BenchResult } from "../result.ts";

const MAIN = fileURLToPath(new URL("../../../packages/cli/dist/main.js", import.meta.url));
const FIXTURES = new URL("../../../fixtures/", import.meta.url);
const ROWS = 300;
/** Says at its end how much memory the process has had. */
const MEMORY = `data:text/javascript,${encodeURIComponent('process.on("exit",()=>console.error("peak "+process.resourceUsage().maxRSS))')}`;

/** `velum compile` as a data scientist runs it, with 300 rows of range data. */
export async function compileCase(fixture: string): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), "velum-bench-"));
  try {
    const [data, out] = [join(folder, "rows.csv"), join(folder, "model.velum")];
    await writeFile(data, csvOf(fixture));
    const model = fileURLToPath(new URL(`${fixture}.onnx`, FIXTURES));
    const runs = [];
    for (let run = 0; run < 3; run++)
      runs.push(await runCompile([model, "--data", data, "--out", out, "--allow-model-disclosure"]));
    const { contract } = readBundle(await readFile(out));
    const seconds = runs.map(({ microseconds }) => microseconds).sort((a, b) => a - b);
    return {
      case: `compile-${fixture}`,
      engine: "velum",
      ringDegree: contract.plans[0]!.parameters.ringDegree,
      parameters: "",
      unit: "us",
      min: seconds[0]!,
      median: seconds[1]!,
      error: 0,
      checked: "the bundle reads back",
      target: 5e6,
      peakMebibytes: Math.max(...runs.map(({ peak }) => peak)),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function runCompile(args: readonly string[]): Promise<{ readonly microseconds: number; readonly peak: number }> {
  const started = performance.now();
  const child = spawn(process.execPath, ["--import", MEMORY, MAIN, "compile", ...args], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (text: Buffer) => {
    said += text;
  });
  const [code] = (await once(child, "close")) as [number];
  const [, kibibytes] = /peak (\d+)/.exec(said) ?? [];
  if (code !== 0) throw new Error(`compile ended with ${code}: ${said}`);
  return { microseconds: 1000 * (performance.now() - started), peak: Number(kibibytes) / 1024 };
}

/** The sample rows, over and over. */
function csvOf(fixture: string): string {
  const { columns, rows } = fixtureModel(fixture);
  const lines = Array.from({ length: ROWS }, (_, i) => rows[i % rows.length]!.map((cell) => cell ?? "").join(","));
  return [columns.join(","), ...lines, ""].join("\n");
}
