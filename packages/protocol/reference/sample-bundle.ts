import { presets } from "@velum/ckks";
import { checkPostprocessing, checkPreprocessing, checkSchema } from "@velum/tabular";
import type { BundleContent } from "../src/bundle/bundle.ts";
import type { Contract } from "../src/contract/contract.ts";
import { summarizePlan } from "../src/contract/summarize-plan.ts";
import { programCommitment } from "../src/program/program-commitment.ts";
import type { Tensors } from "../src/program/tensor.ts";
import { verifyProgram } from "../src/program/verify-program.ts";
import { programOf, standardNodes, strongNodes, tensor } from "./dot-program.ts";

const schema = checkSchema({
  features: [
    { kind: "numeric", name: "age", label: "Age", unit: "years", minimum: 18, maximum: 100, optional: false },
    {
      kind: "categorical",
      name: "pain",
      label: "Chest pain",
      optional: false,
      categories: Array.from({ length: 12 }, (_, code) => ({ code, label: `kind ${code}` })),
    },
  ],
});

const preprocessing = checkPreprocessing(
  {
    steps: [
      { feature: "age", encode: { kind: "standardize", mean: 54, scale: 9 } },
      { feature: "pain", encode: { kind: "one-hot", categories: Array.from({ length: 12 }, (_, code) => code) } },
    ],
  },
  schema,
);

/** A model of 13 numbers and one logit, complete in both halves. */
export function sampleBundle(
  protection: "standard" | "strong" = "standard",
  salt: Uint8Array = new Uint8Array(32).fill(7),
): BundleContent {
  const parameters = protection === "standard" ? presets.linear : presets.linearStrong;
  const program = programOf(protection === "standard" ? standardNodes() : strongNodes(), parameters);
  const tensors: Tensors = new Map([
    ["weights", tensor([1, 13], (i) => Math.sin(i + 1))],
    ["bias", tensor([1], () => -0.25)],
  ]);
  const verified = verifyProgram(program, { parameters, tensors, protection });
  const plan = summarizePlan(verified, {
    packing: { kind: "dot", features: 13, block: 16, rows: 1 },
    precision: { maxError: 0.004, roundingStep: 2 ** -11 },
    level: protection,
    statisticalBits: 42,
  });
  const contract: Contract = {
    format: 1,
    name: "heart",
    version: "1.0",
    title: "Heart disease",
    schema,
    preprocessing,
    postprocessing: checkPostprocessing({ kind: "sigmoid", name: "disease", labels: ["no", "yes"], threshold: 0.5 }),
    outputs: ["logit"],
    disclosure: { effectiveParameters: 13, answersThatDetermine: 13 },
    programCommitment: programCommitment(salt, [program], tensors),
    plans: [plan],
  };
  return { contract, programs: [program], tensors, salt };
}

type Mutable = { [key: string]: unknown };

/** A deep copy as anyone's JSON. */
export const looseCopy = (value: unknown): Mutable => JSON.parse(JSON.stringify(value)) as Mutable;

/** Puts a value at a path such as `plans.0.response.level`; `undefined` removes the field. */
export function setPath(root: Mutable, path: string, value: unknown): Mutable {
  const keys = path.split(".");
  const last = keys.pop()!;
  const parent = keys.reduce((at, key) => at[key] as Mutable, root);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return root;
}

/** Every path to a field or element of JSON data. */
export function pathsOf(value: unknown, prefix = ""): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const path = prefix === "" ? key : `${prefix}.${key}`;
    return [path, ...pathsOf(child, path)];
  });
}
