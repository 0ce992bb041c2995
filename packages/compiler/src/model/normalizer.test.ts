import { readFileSync } from "node:fs";
import { floatTensor } from "@velum/model/graph";
import { readOnnx } from "@velum/model/onnx";
import { readBundle } from "@velum/protocol";
import { applyPostprocessing, applyPreprocessing, checkRow } from "@velum/tabular";
import { expect, it } from "vitest";
import { runOnnxRuntime } from "../../../model/src/test-support/onnx-runtime.ts";
import { encryptedRunner } from "../../reference/run-encrypted.ts";
import { compile } from "../compile.ts";
import { runClear } from "../interpreters/run-clear.ts";
import { readModel } from "./read-model.ts";

const read = (path: string): Uint8Array => readFileSync(new URL(`../../../../${path}`, import.meta.url));

/** skl2onnx's file of SimpleImputer, Normalizer, StandardScaler and LogisticRegression of the wine data (fixtures/README.md). */
it("a Normalizer of scikit-learn: onnxruntime = clear = encrypted, the norm taken by the client", async () => {
  const bytes = read("fixtures/wine-normalizer.onnx");
  const [header, ...lines] = new TextDecoder().decode(read("data/wine.csv")).trimEnd().split(/\r?\n/);
  const columns = header!.split(",").slice(0, -1);
  const rows = lines.map((line) => line.split(",").slice(0, -1).map(Number));
  const model = readModel(readOnnx(bytes), { rangeData: { columns, rows } });
  expect(model.preprocessing.norm).toBe("l2");
  // The scaler after the norm is in the first layer: the contract tells neither means nor deviations (A10).
  expect(new Set(model.preprocessing.steps.map(({ encode }) => encode.kind))).toEqual(new Set(["number"]));

  const asked = rows.filter((_, i) => i % 9 === 1);
  const checked = asked.flatMap((row, i) => {
    try {
      return [{ i, row: checkRow(model.schema, Object.fromEntries(columns.map((name, j) => [name, row[j]!]))) }];
    } catch {
      return []; // beyond the inferred range
    }
  });
  expect(checked.length).toBeGreaterThan(12);
  const input = readOnnx(bytes).inputs[0]!.name;
  const answers = await runOnnxRuntime(
    bytes,
    new Map([[input, floatTensor([asked.length, columns.length], asked.flat())]]),
    ["probabilities"],
  );
  const expected = answers.get("probabilities")!.data;

  const { bundle, report } = compile(model, {
    name: "wine",
    version: "1",
    protection: "standard",
    allowModelDisclosure: true,
  });
  expect(report.contractDiscloses).toContain("that each row is divided by its l2 norm");
  const plan = readBundle(bundle).plans[0]!;
  const xs = checked.map(({ row }) => applyPreprocessing(model.preprocessing, row));
  const clear = xs.map((x) => runClear(plan.program, plan.summary.packing, [x])[0]!);
  clear.forEach((scores, k) => {
    const prediction = applyPostprocessing(model.postprocessing, scores);
    const own = prediction.kind === "outputs" ? (prediction.outputs["probabilities"] as readonly number[]) : [];
    // onnxruntime computes in float32.
    own.forEach((p, j) => {
      expect(Math.abs(p - Number(expected[checked[k]!.i * own.length + j]))).toBeLessThan(1e-4);
    });
    expect(own).toHaveLength(3);
  });
  const run = await encryptedRunner(plan);
  run(xs).forEach((scores, k) => {
    scores.forEach((score, j) => {
      expect(Math.abs(score - clear[k]![j]!)).toBeLessThanOrEqual(plan.summary.precision.maxError);
    });
  });
}, 60_000);
