import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { columns, velum } from "./velum.mjs";

/**
 * Compiles a model that another library trained, asks about its held-out rows encrypted, and prints what that library measured beside
 * what came back.
 * @param at - gives the path of a file beside the example: model.onnx, test.csv, report.json
 */
export async function tellImported(at) {
  const folder = await mkdtemp(join(tmpdir(), "velum-example-"));
  try {
    const bundle = join(folder, "model.velum");
    const range = ["--data", at("../../data/heart-disease.csv"), "--ignore", "target"];
    const { layers } = await velum("compile", at("model.onnx"), ...range, "--name", "heart", "--out", bundle);
    const rows = ["--data", at("test.csv"), "--target", "target", "--onnx", at("model.onnx"), "--skip-refused"];
    const evaluation = await velum("evaluate", bundle, ...rows, "--min-agreement", "0.98", "--search-worst");
    print(JSON.parse(await readFile(at("report.json"), "utf8")), layers, evaluation);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function print({ source, onTest }, layers, { data, metrics, original, promise, search }) {
  for (const { from, became } of layers) console.log(`${from}: ${became}`);
  console.log(`\n${data.rows} held-out patients`);
  const figures = ["accuracy", "rocAuc", "logLoss"];
  const line = (name, pick) => [name, ...figures.map((metric) => pick(metric).toFixed(3))];
  const rows = [
    ["", ...figures],
    line(source, (metric) => onTest[metric]),
    line("ONNX file", (metric) => original.metrics[metric].value),
    line("Velum, in the clear", (metric) => metrics.clear[metric].value),
    line("Velum, encrypted", (metric) => metrics.encrypted[metric].value),
  ];
  console.log(columns(rows));
  console.log(`\n${original.sameLabel.encrypted} of ${original.rows} encrypted labels are those of the ONNX file`);
  const [{ plan, maxError, largest }] = promise.plans;
  console.log(`plan ${plan}: outputs off by at most ${largest.toPrecision(2)}, promised ${maxError}`);
  console.log(`worst input that a search found: off by ${search.largest.toPrecision(2)}`);
}
