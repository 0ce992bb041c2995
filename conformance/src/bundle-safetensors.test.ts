import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compilableLinear, compile } from "@velum/compiler";
import { createLinearModel } from "@velum/model";
import { checkPostprocessing, checkPreprocessing, checkSchema } from "@velum/tabular";
import { expect, test } from "vitest";

/** Installed by `.ci/run`; where it is missing the test is reported as skipped. */
const PYTHON = fileURLToPath(new URL("../../.venv/bin/python", import.meta.url));

const SCRIPT = `
import json, sys
from safetensors import safe_open
with safe_open(sys.argv[1], framework="numpy") as f:
    tensors = {name: f.get_tensor(name) for name in f.keys()}
    manifest = json.loads(f.metadata()["velum"])
print(json.dumps({
    "tensors": {name: [str(t.dtype), list(t.shape), t.ravel().tolist()] for name, t in tensors.items()},
    "manifest": sorted(manifest),
}))
`;

test.skipIf(!existsSync(PYTHON))("Python's safetensors opens a bundle and finds the weights", () => {
  const featureNames = ["a", "b", "c"];
  const weights = [0.1, -2.5, 1 / 3];
  const linear = createLinearModel({ featureNames, outputNames: ["y"], weights, bias: [0.25] });
  const numeric = { kind: "numeric", unit: "", minimum: -1, maximum: 1, optional: false };
  const schema = checkSchema({ features: featureNames.map((name) => ({ ...numeric, name, label: name })) });
  const steps = featureNames.map((feature) => ({ feature, encode: { kind: "number" } }));
  const model = compilableLinear(linear, {
    schema,
    preprocessing: checkPreprocessing({ steps }, schema),
    postprocessing: checkPostprocessing({ kind: "sigmoid", name: "p", labels: ["no", "yes"], threshold: 0.5 }),
  });
  const { bundle } = compile(model, { name: "small", version: "1", protection: "standard" });
  const folder = mkdtempSync(join(tmpdir(), "velum-safetensors-"));
  try {
    const file = join(folder, "small.velum");
    writeFileSync(file, bundle);
    const read = JSON.parse(execFileSync(PYTHON, ["-c", SCRIPT, file], { encoding: "utf8" }));
    expect(read.tensors).toEqual({ bias: ["float64", [1], [0.25]], weights: ["float64", [1, 3], weights] });
    expect(read.manifest).toContain("contract");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
