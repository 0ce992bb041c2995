import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beside, columns, size, velum } from "../velum.mjs";

/*
 * One net, three plans. A hidden layer of squares is a polynomial of degree 2 in the inputs: `dot` multiplies it out, so that the server
 * needs no key; `columns` squares many rows at once; `diagonal` rotates, squares and relinearizes with keys that the client uploads.
 * All are asked about the same held-out patients.
 */

const PLANS = ["dot", "columns", "diagonal"];
const at = beside(import.meta.url);
const folder = await mkdtemp(join(tmpdir(), "velum-plans-"));
const file = (name) => join(folder, name);

try {
  const schema = ["--schema", at("../heart-disease/schema.json")];
  const net = [
    "--model",
    "mlp",
    "--hidden",
    "8",
    "--weight-decay",
    "3",
    "--folds",
    "0",
    "--held-out",
    file("test.csv"),
  ];
  await velum(
    "train",
    at("../../data/heart-disease.csv"),
    "--target",
    "target",
    ...net,
    ...schema,
    "--out",
    file("net.onnx"),
  );
  const plans = ["--plans", PLANS.join(","), "--allow-model-disclosure"];
  const compiled = await velum(
    "compile",
    file("net.onnx"),
    "--schema",
    file("net.schema.json"),
    ...plans,
    "--out",
    file("net.velum"),
  );
  const rows = ["--data", file("test.csv"), "--target", "target", "--rows", "40", "--resamples", "50"];
  const table = [
    ["plan", "rows a request", "keys", "sent", "received", "ring", "promise", "largest error", "ROC AUC", "server"],
  ];
  for (const plan of PLANS) {
    const { promise, metrics, latency } = await velum("evaluate", file("net.velum"), ...rows, "--plan", plan);
    const { maxError, largest } = promise.plans[0];
    const facts = compiled.plans.find(({ name }) => name === plan);
    table.push([
      ...[plan, facts.rows, facts.keySetBytes > 0 ? size(facts.keySetBytes) : "none"],
      ...[size(latency.bytes.request), size(latency.bytes.response), facts.parameters.ringDegree, maxError],
      ...[
        largest.toPrecision(2),
        metrics.encrypted.rocAuc.value.toFixed(3),
        `${latency.milliseconds.server.toFixed(1)} ms`,
      ],
    ]);
  }
  console.log(columns(table));
} finally {
  await rm(folder, { recursive: true });
}
