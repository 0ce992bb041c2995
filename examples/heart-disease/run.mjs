import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { velum } from "../velum.mjs";

/*
 * From a CSV file to evidence, for a logistic regression and a net of squares: train, compile, calibrate, and evaluate encrypted on
 * rows that none of these steps has seen. Prints a table, or one JSON document with --json; files stay in the folder of --keep.
 */

const here = fileURLToPath(new URL(".", import.meta.url));
const data = fileURLToPath(new URL("../../data/heart-disease.csv", import.meta.url));
const MODELS = [
  { name: "logreg", title: "logistic regression", flags: [] },
  { name: "mlp", title: "net with a hidden layer of 8 squares", flags: ["--hidden", "8"] },
];

async function tell({ name, title, flags }, folder) {
  const at = (ending) => join(folder, `${name}${ending}`);
  const target = ["--target", "target"];
  const apart = ["--held-out", at("-test.csv"), "--calibration", at("-calibration.csv")];
  const settings = ["--schema", join(here, "schema.json"), "--seed", "7", ...apart, ...flags];
  const trained = await velum("train", data, ...target, "--model", name, "--out", at(".onnx"), ...settings);
  const range = ["--schema", at(".schema.json"), "--data", data, "--ignore", "target"];
  await velum("compile", at(".onnx"), ...range, "--name", `heart-${name}`, "--out", at(".velum"));
  const held = ["--data", at("-calibration.csv"), ...target];
  const calibrated = await velum("calibrate", at(".velum"), ...held, "--out", at("-calibrated.velum"));
  const test = ["--data", at("-test.csv"), ...target, "--min-agreement", "0.98"];
  const seen = ["--onnx", at(".onnx"), "--search-worst", "--html", at("-evaluation.html")];
  const before = await velum("evaluate", at(".velum"), ...test, ...seen);
  const after = await velum("evaluate", at("-calibrated.velum"), ...test);
  return {
    name,
    title,
    rows: trained.rows,
    trained: trained.metrics,
    calibration: calibrated.calibration,
    before,
    after,
  };
}

const keep = process.argv.indexOf("--keep");
const folder = keep < 0 ? await mkdtemp(join(tmpdir(), "velum-heart-")) : process.argv[keep + 1];
try {
  const models = await Promise.all(MODELS.map((model) => tell(model, folder)));
  if (process.argv.includes("--json")) console.log(JSON.stringify(models));
  else {
    const digits = (value) => value.toFixed(3);
    for (const { title, rows, before, after } of models) {
      const { clear, encrypted } = before.metrics;
      const [{ maxError }] = before.promise.plans;
      console.log(
        `${title}: trained on ${rows.train} patients, calibrated on ${rows.calibration}, evaluated on ${before.data.rows}`,
      );
      for (const metric of ["accuracy", "rocAuc", "logLoss"])
        console.log(
          `  ${metric}: clear ${digits(clear[metric].value)}, encrypted ${digits(encrypted[metric].value)}, calibrated and encrypted ${digits(after.metrics.encrypted[metric].value)}`,
        );
      console.log(
        `  ${before.agreement.same} of ${before.agreement.rows} labels agree; largest error ${before.errors.encrypted.largest.toPrecision(2)}, promised ${maxError}`,
      );
    }
  }
} finally {
  if (keep < 0) await rm(folder, { recursive: true });
}
