import { presets } from "@velum/ckks";
import { checkPostprocessing, checkPreprocessing, checkSchema } from "@velum/tabular";
import type { BundleContent } from "../src/bundle/bundle.ts";
import type { Contract, Packing, PlanSummary, ProgramCommitment } from "../src/contract/contract.ts";
import { summarizePlan } from "../src/contract/summarize-plan.ts";
import { addConstantNode } from "../src/program/nodes/add-constant.ts";
import { constantNode } from "../src/program/nodes/constant.ts";
import { inputNode } from "../src/program/nodes/input.ts";
import { linearCombinationNode } from "../src/program/nodes/linear-combination.ts";
import { outputNode } from "../src/program/nodes/output.ts";
import { protectNode } from "../src/program/nodes/protect.ts";
import type { Program } from "../src/program/program.ts";
import { programCommitment } from "../src/program/program-commitment.ts";
import type { Tensors } from "../src/program/tensor.ts";
import { verifyProgram } from "../src/program/verify-program.ts";
import { columnsOf } from "./columns-program.ts";
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

const precision = { maxError: 0.004, roundingStep: 2 ** -11 } as const;
const dotPacking = { kind: "dot", features: 13, block: 16, rows: 1, monomials: null, outputsPerRow: 1 } as const;

const modelTensors = (): Tensors =>
  new Map([
    ["weights", tensor([1, 13], (i) => Math.sin(i + 1))],
    ["bias", tensor([1], () => -0.25)],
  ]);

function contractOf(commitment: ProgramCommitment, plans: readonly PlanSummary[]): Contract {
  return {
    format: 1,
    name: "heart",
    version: "1.0",
    title: "Heart disease",
    schema,
    preprocessing,
    postprocessing: checkPostprocessing({ kind: "sigmoid", name: "disease", labels: ["no", "yes"], threshold: 0.5 }),
    outputs: ["logit"],
    disclosure: { effectiveParameters: 13, answersThatDetermine: 13 },
    programCommitment: commitment,
    plans,
  };
}

/** A model of 13 numbers and one logit, complete in both halves. */
export function sampleBundle(
  protection: "standard" | "strong" = "standard",
  salt: Uint8Array = new Uint8Array(32).fill(7),
): BundleContent {
  const parameters = protection === "standard" ? presets.linear : presets.linearStrong;
  const program = programOf(protection === "standard" ? standardNodes() : strongNodes(), parameters);
  const tensors = modelTensors();
  const verified = verifyProgram(program, { parameters, tensors, protection });
  const plan = summarizePlan(verified, { packing: dotPacking, precision, level: protection, statisticalBits: 42 });
  return {
    contract: contractOf(programCommitment(salt, [program], tensors), [plan]),
    programs: [program],
    tensors,
    salt,
  };
}

/** The rows of the sample's plan `dot-rows`. */
export const SAMPLE_ROWS = 4;

/** The same model in three plans: one row, several rows, 2,048 rows in columns. All read the same two tensors. */
export function severalPlans(rowsOfDot = SAMPLE_ROWS): BundleContent {
  const salt = new Uint8Array(32).fill(7);
  const parameters = presets.linear;
  const tensors = modelTensors();
  const rows = Array.from({ length: rowsOfDot }, (_, r) => 16 * r + 15);
  const several = standardNodes({ positions: rows }).map((node) =>
    node.kind === "constant" && node.encoding.kind === "coefficients"
      ? constantNode({ ...node, encoding: { ...node.encoding, rows: rowsOfDot } })
      : node,
  );
  const columns = [
    ...Array.from({ length: 13 }, (_, j) => inputNode({ name: `x${j}`, level: 1, scale: 2 ** 26 })),
    linearCombinationNode({
      inputs: Array.from({ length: 13 }, (_, j) => j),
      tensor: "weights",
      row: 0,
      scale: parameters.primes[1]! / 4,
    }),
    addConstantNode({ input: 13, tensor: "bias", index: 0, order: "coefficients" }),
    protectNode({ input: 14, positions: "all", flooding: 2 ** -11, outputLevel: 0, modulusBits: 26 }),
    outputNode({ input: 15, name: "y", bound: 16 }),
  ];
  const plans: readonly (readonly [Program, Packing])[] = [
    [programOf(standardNodes()), dotPacking],
    [
      { ...programOf(several), plan: "dot-rows" },
      { ...dotPacking, rows: rowsOfDot },
    ],
    [columnsOf(columns, parameters), { kind: "columns", features: 13, order: "coefficients", rows: 2048 }],
  ];
  const summaries = plans.map(([program, packing]) => {
    const modelPrivacy = packing.rows > 89 ? "honest-key" : "any-key";
    const verified = verifyProgram(program, { parameters, tensors, protection: "standard", modelPrivacy });
    return summarizePlan(verified, { packing, precision, level: "standard", statisticalBits: 0 });
  });
  const programs = plans.map(([program]) => program);
  return { contract: contractOf(programCommitment(salt, programs, tensors), summaries), programs, tensors, salt };
}

type Mutable = { [key: string]: unknown };

/** A deep copy as anyone's JSON. */
export const looseCopy = (value: unknown): Mutable => JSON.parse(JSON.stringify(value)) as Mutable;

/** Puts a value at a path such as `plans.0.response.level`; `undefined` removes the field. */
export function setPath(root: Mutable, path: string, value: unknown): Mutable {
  const keys = path.split(".");
  const last = keys.pop()!;
  const parent = keys.reduce((at, key) => at[key] as Mutable, root);
  // JSON cannot give a list a length of its own, and JavaScript would cut the list.
  if (last === "length" && Array.isArray(parent)) return root;
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
