import { type KeyList, MAX_TRUNCATED_BITS, needsKeySet, type Parameters, subringPositions } from "@velum/ckks";
import { MAX_MONOMIALS } from "@velum/tabular";
import { VelumError } from "../errors.ts";
import { checkPlanName, MAX_NODES } from "../program/nodes/checks.ts";
import { MAX_SCALE } from "../program/nodes/input.ts";
import type { ReleasedPositions } from "../program/nodes/protect.ts";
import { modulusBitsAt } from "../program/track-levels.ts";
import type { FieldReader } from "../read-fields.ts";
import { checkParameters } from "./check-parameters.ts";
import type {
  ColumnsPacking,
  DiagonalPacking,
  DotPacking,
  NodeSummary,
  Packing,
  PlanSummary,
  PrecisionPromise,
  ProtectionSummary,
  ResponseSummary,
} from "./contract.ts";
import { encodedWidth, nextPowerOfTwo, outputPositions } from "./packing.ts";

/** What a plan must fit. */
export interface PlanSurroundings {
  /** Numbers that preprocessing makes of a row. */
  readonly features: number;
  /** Largest absolute value among them. */
  readonly largestFeature: number;
  readonly outputs: number;
}

/** Highest degree of monomials that a client expands (C4). */
export const MAX_DEGREE = 4;
/** Most ciphertexts of a request (C4). */
export const MAX_COLUMNS = 1024;
/** Most rotation keys of a plan (C4). */
export const MAX_ROTATIONS = 256;

const FIELDS = [
  "name",
  "layout",
  "parameters",
  "packing",
  "input",
  "keys",
  "response",
  "precision",
  "protection",
  "nodes",
];
const KINDS = [
  "input",
  "constant",
  "multiplyPlain",
  "innerProduct",
  "addPlain",
  "linearCombination",
  "addConstant",
  "square",
  "sumOfProducts",
  "innerProduct",
  "rotate",
  "rotateSum",
  "relinearizeRescale",
  "signedSum",
  "rotate",
  "rotateSum",
  "relinearizeRescale",
  "rescale",
  "dropLevel",
  "protect",
  "output",
] as const;

/** One plan of a contract, closed, consistent in itself and with its parameters. @throws VelumError CONTRACT_… */
export function checkPlan(value: unknown, path: string, reader: FieldReader, around: PlanSurroundings): PlanSummary {
  const fields = reader.record(value, path, FIELDS);
  const at = (name: string): [unknown, string] => [fields.get(name), `${path}.${name}`];
  const parameters = checkParameters(...at("parameters"), reader);
  const level = (of: unknown, where: string): number => reader.integer(of, where, 0, parameters.maxLevel);
  const input = reader.record(...at("input"), ["level", "scale"]);
  const plan: PlanSummary = {
    name: planName(fields.get("name")),
    layout: reader.choice(...at("layout"), ["dot", "columns", "diagonal"]),
    parameters: parametersSummary(parameters),
    packing: checkPacking(...at("packing"), reader),
    input: Object.freeze({
      level: level(input.get("level"), `${path}.input.level`),
      scale: reader.number(input.get("scale"), `${path}.input.scale`, 1, MAX_SCALE),
    }),
    keys: checkKeys(...at("keys"), reader, parameters),
    response: checkResponse(...at("response"), reader, parameters),
    precision: checkPrecision(...at("precision"), reader),
    protection: checkProtectionSummary(...at("protection"), reader),
    nodes: checkNodes(...at("nodes"), reader, parameters),
  };
  checkConsistent(plan, path, parameters, around);
  return Object.freeze(plan);
}

/** The parameters as a contract states them. */
export const parametersSummary = ({
  ringDegree,
  primes,
  specialPrimes,
  digest,
}: Parameters): PlanSummary["parameters"] => Object.freeze({ ringDegree, primes, specialPrimes, digest });

function planName(value: unknown): string {
  try {
    return checkPlanName(value as string);
  } catch {
    throw new VelumError("CONTRACT_NAME", {
      argument: "plans.name",
      expected: "a short lower-case name",
      got: "another",
    });
  }
}

/** Steps ascend, so that a list has one spelling, and no key twice. */
function checkKeys(value: unknown, path: string, reader: FieldReader, parameters: Parameters): KeyList {
  const { maxLevel, slotCount, specialPrimes } = parameters;
  const fields = reader.record(value, path, ["publicKeyLevel", "relinearization", "rotations"]);
  const level = (of: unknown, name: string): number => reader.integer(of, `${path}.${name}`, 0, maxLevel);
  const relinearization = fields.get("relinearization");
  let least = 1;
  const rotations = reader.list(fields.get("rotations"), `${path}.rotations`, MAX_ROTATIONS).map((rotation, i) => {
    const name = `rotations[${i}]`;
    const entry = reader.record(rotation, `${path}.${name}`, ["steps", "level"]);
    const steps = reader.integer(entry.get("steps"), `${path}.${name}.steps`, least, slotCount - 1);
    least = steps + 1;
    return Object.freeze({ steps, level: level(entry.get("level"), `${name}.level`) });
  });
  const keys = Object.freeze({
    publicKeyLevel: level(fields.get("publicKeyLevel"), "publicKeyLevel"),
    relinearization: relinearization === null ? null : level(relinearization, "relinearization"),
    rotations: Object.freeze(rotations),
  });
  if (needsKeySet(keys) && specialPrimes.length === 0) {
    throw new VelumError("CONTRACT_PLAN", {
      argument: path,
      expected: "a public key alone, as the parameters have no special primes",
      got: "evaluation keys",
    });
  }
  return keys;
}

function checkPacking(value: unknown, path: string, reader: FieldReader): Packing {
  switch (reader.kind(value, path, ["dot", "columns", "diagonal"])) {
    case "dot":
      return checkDotPacking(value, path, reader);
    case "columns":
      return checkColumnsPacking(value, path, reader);
    case "diagonal":
      return checkDiagonalPacking(value, path, reader);
  }
}

function checkDiagonalPacking(value: unknown, path: string, reader: FieldReader): DiagonalPacking {
  const fields = reader.record(value, path, ["kind", "features", "repeat", "period", "rows"]);
  const count = (name: string, most: number): number => reader.integer(fields.get(name), `${path}.${name}`, 1, most);
  return Object.freeze({
    kind: "diagonal",
    features: count("features", MAX_MONOMIALS),
    repeat: count("repeat", 32768),
    period: count("period", 32768),
    rows: count("rows", 1),
  });
}

function checkDotPacking(value: unknown, path: string, reader: FieldReader): DotPacking {
  const fields = reader.record(value, path, ["kind", "features", "block", "rows", "monomials", "outputsPerRow"]);
  const count = (name: string): number => reader.integer(fields.get(name), `${path}.${name}`, 1, 32768);
  return Object.freeze({
    kind: "dot",
    features: reader.integer(fields.get("features"), `${path}.features`, 1, MAX_MONOMIALS),
    block: count("block"),
    rows: count("rows"),
    monomials: checkMonomials(fields.get("monomials"), `${path}.monomials`, reader),
    outputsPerRow: count("outputsPerRow"),
  });
}

/** The degree alone: the list is always that of all monomials, so that it says nothing of weights (A9). */
function checkMonomials(value: unknown, path: string, reader: FieldReader): DotPacking["monomials"] {
  if (value === null) return null;
  const fields = reader.record(value, path, ["degree"]);
  return Object.freeze({ degree: reader.integer(fields.get("degree"), `${path}.degree`, 2, MAX_DEGREE) });
}

function checkColumnsPacking(value: unknown, path: string, reader: FieldReader): ColumnsPacking {
  const fields = reader.record(value, path, ["kind", "features", "order", "rows"]);
  return Object.freeze({
    kind: "columns",
    features: reader.integer(fields.get("features"), `${path}.features`, 1, MAX_COLUMNS),
    order: reader.choice(fields.get("order"), `${path}.order`, ["coefficients", "slots"]),
    rows: reader.integer(fields.get("rows"), `${path}.rows`, 1, 32768),
  });
}

function checkResponse(
  value: unknown,
  path: string,
  reader: FieldReader,
  { maxLevel, ringDegree }: Parameters,
): ResponseSummary {
  const fields = reader.record(value, path, [
    "results",
    "parts",
    "level",
    "scale",
    "modulusBits",
    "positions",
    "bound",
  ]);
  const bits = fields.get("modulusBits");
  return Object.freeze({
    results: reader.integer(fields.get("results"), `${path}.results`, 1, MAX_NODES),
    parts: reader.integer(fields.get("parts"), `${path}.parts`, 2, 3) as 2 | 3,
    level: reader.integer(fields.get("level"), `${path}.level`, 0, maxLevel),
    scale: reader.number(fields.get("scale"), `${path}.scale`, 1, MAX_SCALE),
    modulusBits: bits === null ? null : reader.integer(bits, `${path}.modulusBits`, 8, MAX_TRUNCATED_BITS),
    positions: checkPositions(fields.get("positions"), `${path}.positions`, reader, ringDegree),
    bound: reader.number(fields.get("bound"), `${path}.bound`, 2 ** -40, 2 ** 40),
  });
}

function checkPositions(value: unknown, path: string, reader: FieldReader, ringDegree: number): ReleasedPositions {
  if (value === "all") return value;
  const positions = reader.list(value, path, ringDegree);
  return Object.freeze(positions.map((p, i) => reader.integer(p, `${path}[${i}]`, 0, ringDegree - 1)));
}

function checkPrecision(value: unknown, path: string, reader: FieldReader): PrecisionPromise {
  const fields = reader.record(value, path, ["maxError", "roundingStep"]);
  const maxError = reader.number(fields.get("maxError"), `${path}.maxError`, 2 ** -50, 2 ** 40);
  const roundingStep = reader.number(fields.get("roundingStep"), `${path}.roundingStep`, 2 ** -60, maxError / 8);
  return Object.freeze({ maxError, roundingStep });
}

function checkProtectionSummary(value: unknown, path: string, reader: FieldReader): ProtectionSummary {
  const fields = reader.record(value, path, [
    "level",
    "modelPrivacy",
    "flooding",
    "bitsPerValue",
    "releaseCap",
    "statisticalBits",
    "answersPerRequest",
  ]);
  const number = (name: string, most: number): number => reader.number(fields.get(name), `${path}.${name}`, 0, most);
  return Object.freeze({
    level: reader.choice(fields.get("level"), `${path}.level`, ["standard", "strong"]),
    modelPrivacy: reader.choice(fields.get("modelPrivacy"), `${path}.modelPrivacy`, ["any-key", "honest-key"]),
    flooding: number("flooding", 2 ** 40),
    bitsPerValue: number("bitsPerValue", 900),
    releaseCap: number("releaseCap", 32768),
    statisticalBits: number("statisticalBits", 900),
    answersPerRequest: reader.integer(fields.get("answersPerRequest"), `${path}.answersPerRequest`, 1, 32768),
  });
}

function checkNodes(
  value: unknown,
  path: string,
  reader: FieldReader,
  { maxLevel }: Parameters,
): readonly NodeSummary[] {
  return Object.freeze(
    reader.list(value, path, MAX_NODES).map((node, i) => {
      const fields = reader.record(node, `${path}[${i}]`, ["kind", "level", "scale", "count"]);
      return Object.freeze({
        kind: reader.choice(fields.get("kind"), `${path}[${i}].kind`, KINDS),
        level: reader.integer(fields.get("level"), `${path}[${i}].level`, 0, maxLevel),
        scale: reader.number(fields.get("scale"), `${path}[${i}].scale`, 1, MAX_SCALE),
        count: reader.integer(fields.get("count"), `${path}[${i}].count`, 1, MAX_NODES),
      });
    }),
  );
}

/** What the fields say about each other. */
function checkConsistent(plan: PlanSummary, path: string, parameters: Parameters, around: PlanSurroundings): void {
  const { packing, input, keys, response, protection } = plan;
  const must: Must = (holds, field, expected) => {
    if (!holds) throw new VelumError("CONTRACT_PLAN", { argument: `${path}.${field}`, expected, got: "another" });
  };
  const inputBits = modulusBitsAt(parameters, input.level);
  const responseBits = response.modulusBits ?? modulusBitsAt(parameters, response.level);
  must(packing.kind === plan.layout, "packing.kind", `that of the layout, ${plan.layout}`);
  must(packing.features === around.features, "packing.features", `the ${around.features} numbers of the preprocessing`);
  if (packing.kind === "dot") checkDot(packing, response, parameters, around, must);
  else if (packing.kind === "columns") checkColumns(packing, response, parameters, around, must);
  else checkDiagonal(packing, response, parameters, around, must);
  must(packing.kind !== "dot" || !needsKeySet(keys), "keys", "a public key alone, which is all that dot needs");
  for (const { level } of keys.rotations) must(level <= input.level, "keys.rotations", "levels not above the input's");
  must((keys.relinearization ?? 0) <= input.level, "keys.relinearization", "a level not above the input's");
  must(protection.answersPerRequest === packing.rows, "protection.answersPerRequest", "the rows of the packing");
  must(response.level <= input.level, "response.level", "a level not above the input's");
  must(keys.publicKeyLevel >= response.level, "keys.publicKeyLevel", "a level not below the response's");
  must(
    largestValue(packing, around) * input.scale < 2 ** (inputBits - 1),
    "input.scale",
    "a scale at which no value wraps",
  );
  must(
    response.scale * response.bound * 4 <= 2 ** (responseBits + 0.001),
    "response.bound",
    "a bound that cannot wrap",
  );
  const { positions } = response;
  const masked = positions !== "all" && response.parts === 2 && positions.length <= protection.releaseCap;
  must(
    masked || protection.modelPrivacy === "honest-key",
    "protection.modelPrivacy",
    "honest-key, so many values are released",
  );
}

type Must = (holds: boolean, field: string, expected: string) => void;

function checkDot(
  packing: DotPacking,
  response: ResponseSummary,
  { ringDegree }: Parameters,
  { outputs }: PlanSurroundings,
  must: Must,
): void {
  const { block, rows, outputsPerRow } = packing;
  const width = encodedWidth(packing);
  must(width <= MAX_MONOMIALS, "packing.monomials", `at most ${MAX_MONOMIALS} monomials`);
  must(block === nextPowerOfTwo(width), "packing.block", "the next power of two of the encoded values");
  must(outputsPerRow === nextPowerOfTwo(outputs), "packing.outputsPerRow", "the next power of two of the outputs");
  must(block * outputsPerRow * rows <= ringDegree, "packing.rows", "blocks that fit into the ring");
  must(response.results === 1 && response.parts === 2, "response.results", "one, of two parts");
  must(
    samePositions(response.positions, outputPositions(packing, outputs)),
    "response.positions",
    "the ends of the outputs' blocks",
  );
}

function checkColumns(
  { order, rows }: ColumnsPacking,
  response: ResponseSummary,
  { ringDegree, slotCount }: Parameters,
  { outputs }: PlanSurroundings,
  must: Must,
): void {
  must(rows === (order === "slots" ? slotCount : ringDegree), "packing.rows", "one for each coefficient or slot");
  must(response.results === outputs, "response.results", "one for each output");
  must(response.positions === "all", "response.positions", "all");
}

function checkDiagonal(
  { features, repeat, period }: DiagonalPacking,
  response: ResponseSummary,
  parameters: Parameters,
  { outputs }: PlanSurroundings,
  must: Must,
): void {
  must(repeat === nextPowerOfTwo(repeat), "packing.repeat", "a power of two");
  must(period === repeat * nextPowerOfTwo(features), "packing.period", "repeat times a power of two that holds all");
  must(period <= parameters.slotCount, "packing.period", "at most all slots");
  const outputPeriod = nextPowerOfTwo(outputs);
  must(outputPeriod <= parameters.slotCount, "response.positions", "as many slots as outputs");
  must(response.results === 1 && response.parts === 2, "response.results", "one, of two parts");
  must(
    samePositions(response.positions, subringPositions(parameters, outputPeriod)),
    "response.positions",
    "the subring of the outputs",
  );
}

/** Largest absolute value that is encoded: a coefficient, or what slots of that size make of one. */
function largestValue(packing: Packing, { largestFeature }: PlanSurroundings): number {
  const degree = packing.kind === "dot" ? (packing.monomials?.degree ?? 1) : 1;
  return Math.max(largestFeature, largestFeature ** degree);
}

const samePositions = (a: ReleasedPositions, b: ReleasedPositions): boolean =>
  a === "all" || b === "all" ? a === b : a.length === b.length && a.every((value, i) => value === b[i]);
