import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beside, columns, size, velum } from "../velum.mjs";

/*
 * 2,000 rows at once: the same model asked by `columns`, one ciphertext a feature with a row in each coefficient, and by `dot-rows`, as
 * many rows in one ciphertext as fit. Then both answers are compared.
 */

const ROWS = 2000;
const at = beside(import.meta.url);
const [header, ...patients] = (await readFile(at("../../data/heart-disease.csv"), "utf8")).trimEnd().split("\n");
const folder = await mkdtemp(join(tmpdir(), "velum-rows-"));
const file = (name) => join(folder, name);

try {
  // The 303 patients again and again: what matters here is their number.
  const rows = Array.from({ length: ROWS }, (_, i) => patients[i % patients.length]);
  await writeFile(file("rows.csv"), `${[header, ...rows].join("\n")}\n`);
  const schema = ["--schema", at("../heart-disease/schema.json")];
  const trained = [
    "--target",
    "target",
    "--model",
    "logreg",
    "--c",
    "0.3",
    "--folds",
    "0",
    "--out",
    file("heart.onnx"),
  ];
  await velum("train", at("../../data/heart-disease.csv"), ...trained, ...schema);
  // 2,000 answers of one request determine a model of 19 parameters: its owner has to say that this is meant.
  const plans = ["--plans", "dot-rows,columns", "--allow-model-disclosure"];
  await velum(
    "compile",
    file("heart.onnx"),
    "--schema",
    file("heart.schema.json"),
    ...plans,
    "--out",
    file("heart.velum"),
  );
  const asked = [];
  for (const plan of ["columns", "dot-rows"]) {
    const out = file(`${plan}.csv`);
    const told = await velum("predict", file("heart.velum"), "--data", file("rows.csv"), "--plan", plan, "--out", out);
    asked.push({ plan, ...told });
  }
  const [first, second] = await Promise.all(["columns", "dot-rows"].map((plan) => answersOf(file(`${plan}.csv`))));
  const perRow = (bytes) => `${Math.round(bytes / ROWS)} bytes`;
  console.log(
    columns([
      ["plan", "requests", "sent", "received", "sent a row", "seconds"],
      ...asked.map(({ plan, requests, bytes, milliseconds }) => [
        ...[plan, requests, size(bytes.request), size(bytes.response), perRow(bytes.request)],
        (milliseconds / 1000).toFixed(2),
      ]),
    ]),
  );
  const gaps = first.map(({ probability }, i) => Math.abs(probability - second[i].probability));
  const same = first.filter(({ label }, i) => label === second[i].label).length;
  console.log(
    `\n${same} of ${ROWS} labels are the same by both plans; probabilities differ by at most ${Math.max(...gaps).toPrecision(1)}`,
  );
} finally {
  await rm(folder, { recursive: true });
}

/** Label and probability of each row of a file of answers. */
async function answersOf(path) {
  const [names, ...lines] = (await readFile(path, "utf8")).trimEnd().split(/\r?\n/);
  const probability = names.split(",").findIndex((name) => name.endsWith("[1]"));
  return lines.map((line) => {
    const cells = line.split(",");
    return { label: cells[0], probability: Number(cells[probability]) };
  });
}
