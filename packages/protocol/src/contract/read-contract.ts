import { checkPostprocessing, checkPreprocessing, checkSchema, preprocessedRange, TabularError } from "@velum/tabular";
import { VelumError } from "../errors.ts";
import { createFieldReader, type FieldReader } from "../read-fields.ts";
import { checkPlan } from "./check-plan.ts";
import type { Contract, ContractDigest, Disclosure, ProgramCommitment } from "./contract.ts";
import { contractBytes, contractDigest } from "./contract-digest.ts";
import { checkName, MODEL_NAME, MODEL_VERSION, OUTPUT_NAME } from "./names.ts";

/** Largest contract that is looked at (C4). */
export const MAX_CONTRACT_BYTES: number = 64 * 1024;
const MAX_PLANS = 16;
const MAX_CONTRACT_OUTPUTS = 1024;

const FIELDS = [
  "format",
  "name",
  "version",
  "title",
  "schema",
  "preprocessing",
  "postprocessing",
  "outputs",
  "disclosure",
  "programCommitment",
  "plans",
];

const reader: FieldReader = createFieldReader("CONTRACT_FIELD", "CONTRACT_LIMIT");

/** A contract that was checked, with the digest of its bytes. */
export interface ReadContract {
  readonly contract: Contract;
  readonly digest: ContractDigest;
}

/**
 * A contract from the bytes of anyone: at most 64 KiB, canonical JSON, a closed form, caps on every count, parameters
 * rebuilt by this side's own table and found among the built-in ones. Nothing of the parsed object is kept.
 * @throws VelumError CONTRACT_… , one code for each kind of lie
 * @example const { contract, digest } = readContract(bytes);
 */
export function readContract(bytes: Uint8Array): ReadContract {
  if (bytes.length > MAX_CONTRACT_BYTES) {
    throw new VelumError("CONTRACT_TOO_LARGE", {
      argument: "contract",
      expected: `at most ${MAX_CONTRACT_BYTES} bytes`,
      got: String(bytes.length),
    });
  }
  const contract = checkContract(parse(bytes));
  // Only one text has this content: no second key of a name, no white space, no other spelling of a number.
  if (!sameBytes(contractBytes(contract), bytes)) throw new VelumError("CONTRACT_NOT_CANONICAL");
  return Object.freeze({ contract, digest: contractDigest(bytes) });
}

/** The checks on parsed JSON; `readContract` adds those on its bytes. @throws VelumError CONTRACT_… */
export function checkContract(value: unknown): Contract {
  const format = typeof value === "object" && value !== null ? (value as { format?: unknown }).format : undefined;
  if (typeof format === "number" && format !== 1) {
    throw new VelumError("CONTRACT_VERSION", { argument: "contract.format", expected: "1", got: "another" });
  }
  const fields = reader.record(value, "contract", FIELDS);
  reader.integer(format, "contract.format", 1, 1);
  const outputs = checkOutputs(fields.get("outputs"));
  const { schema, preprocessing, postprocessing, ranges } = checkTables(fields, outputs.length);
  const around = {
    features: ranges.length,
    largestFeature: Math.max(...ranges.map(({ lo, hi }) => Math.max(Math.abs(lo), Math.abs(hi)))),
    outputs: outputs.length,
  };
  const plans = reader
    .list(fields.get("plans"), "plans", MAX_PLANS)
    .map((plan, i) => checkPlan(plan, `plans[${i}]`, reader, around));
  checkPlanNames(plans.map(({ name }) => name));
  return Object.freeze({
    format: 1,
    name: checkName(fields.get("name"), "name", MODEL_NAME),
    version: checkName(fields.get("version"), "version", MODEL_VERSION),
    title: reader.text(fields.get("title"), "title", 200),
    schema,
    preprocessing,
    postprocessing,
    outputs,
    disclosure: checkDisclosure(fields.get("disclosure")),
    programCommitment: reader.hex(fields.get("programCommitment"), "programCommitment") as ProgramCommitment,
    plans: Object.freeze(plans),
  });
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new VelumError("CONTRACT_NOT_JSON");
  }
}

/** The halves that the clear tables own, checked by them. */
function checkTables(
  fields: ReadonlyMap<string, unknown>,
  outputs: number,
): Pick<Contract, "schema" | "preprocessing" | "postprocessing"> & {
  readonly ranges: ReturnType<typeof preprocessedRange>;
} {
  try {
    const schema = checkSchema(fields.get("schema"));
    const preprocessing = checkPreprocessing(fields.get("preprocessing"), schema);
    const postprocessing = checkPostprocessing(fields.get("postprocessing"), outputs);
    return { schema, preprocessing, postprocessing, ranges: preprocessedRange(preprocessing, schema) };
  } catch (error) {
    if (!(error instanceof TabularError)) throw error;
    const { argument, expected, got } = error;
    throw new VelumError("CONTRACT_SCHEMA", { argument, expected, got });
  }
}

function checkOutputs(value: unknown): readonly string[] {
  const names = reader
    .list(value, "outputs", MAX_CONTRACT_OUTPUTS)
    .map((name, i) => checkName(name, `outputs[${i}]`, OUTPUT_NAME));
  if (names.length === 0 || new Set(names).size !== names.length) {
    throw new VelumError("CONTRACT_FIELD", {
      argument: "outputs",
      expected: "at least one name, none twice",
      got: "another list",
    });
  }
  return Object.freeze(names);
}

function checkPlanNames(names: readonly string[]): void {
  if (names.length === 0 || new Set(names).size !== names.length) {
    throw new VelumError("CONTRACT_PLAN", {
      argument: "plans",
      expected: "at least one plan, no name twice",
      got: "another list",
    });
  }
}

function checkDisclosure(value: unknown): Disclosure {
  const fields = reader.record(value, "disclosure", ["effectiveParameters", "answersThatDetermine"]);
  const count = (name: string): number => reader.integer(fields.get(name), `disclosure.${name}`, 1, 2 ** 40);
  return Object.freeze({
    effectiveParameters: count("effectiveParameters"),
    answersThatDetermine: count("answersThatDetermine"),
  });
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);
