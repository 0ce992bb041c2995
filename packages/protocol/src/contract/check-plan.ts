import { MAX_TRUNCATED_BITS, type Parameters } from "@velum/ckks";
import { VelumError } from "../errors.ts";
import { checkPlanName, MAX_NODES } from "../program/nodes/checks.ts";
import { MAX_SCALE } from "../program/nodes/input.ts";
import { modulusBitsAt } from "../program/track-levels.ts";
import type { FieldReader } from "../read-fields.ts";
import { checkParameters } from "./check-parameters.ts";
import type {
  DotPacking,
  NodeSummary,
  PlanSummary,
  PrecisionPromise,
  ProtectionSummary,
  ResponseSummary,
} from "./contract.ts";

/** What a plan must fit. */
export interface PlanSurroundings {
  /** Numbers that preprocessing makes of a row. */
  readonly features: number;
  /** Largest absolute value among them. */
  readonly largestFeature: number;
  readonly outputs: number;
}

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
const KINDS = ["input", "constant", "multiplyPlain", "addPlain", "rescale", "protect", "output"] as const;

/** One plan of a contract, closed, consistent in itself and with its parameters. @throws VelumError CONTRACT_… */
export function checkPlan(value: unknown, path: string, reader: FieldReader, around: PlanSurroundings): PlanSummary {
  const fields = reader.record(value, path, FIELDS);
  const at = (name: string): [unknown, string] => [fields.get(name), `${path}.${name}`];
  const parameters = checkParameters(...at("parameters"), reader);
  const level = (of: unknown, where: string): number => reader.integer(of, where, 0, parameters.maxLevel);
  const input = reader.record(...at("input"), ["level", "scale"]);
  const keys = reader.record(...at("keys"), ["publicKeyLevel"]);
  const plan: PlanSummary = {
    name: planName(fields.get("name")),
    layout: reader.choice(...at("layout"), ["dot"]),
    parameters: parametersSummary(parameters),
    packing: checkPacking(...at("packing"), reader),
    input: Object.freeze({
      level: level(input.get("level"), `${path}.input.level`),
      scale: reader.number(input.get("scale"), `${path}.input.scale`, 1, MAX_SCALE),
    }),
    keys: Object.freeze({ publicKeyLevel: level(keys.get("publicKeyLevel"), `${path}.keys.publicKeyLevel`) }),
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

function checkPacking(value: unknown, path: string, reader: FieldReader): DotPacking {
  const fields = reader.record(value, path, ["kind", "features", "block", "rows"]);
  reader.integer(fields.get("rows"), `${path}.rows`, 1, 1);
  return Object.freeze({
    kind: reader.choice(fields.get("kind"), `${path}.kind`, ["dot"]),
    features: reader.integer(fields.get("features"), `${path}.features`, 1, 4096),
    block: reader.integer(fields.get("block"), `${path}.block`, 1, 4096),
    rows: 1,
  });
}

function checkResponse(
  value: unknown,
  path: string,
  reader: FieldReader,
  { maxLevel, ringDegree }: Parameters,
): ResponseSummary {
  const fields = reader.record(value, path, ["level", "scale", "modulusBits", "positions", "bound"]);
  const bits = fields.get("modulusBits");
  const positions = reader.list(fields.get("positions"), `${path}.positions`, ringDegree);
  return Object.freeze({
    level: reader.integer(fields.get("level"), `${path}.level`, 0, maxLevel),
    scale: reader.number(fields.get("scale"), `${path}.scale`, 1, MAX_SCALE),
    modulusBits: bits === null ? null : reader.integer(bits, `${path}.modulusBits`, 8, MAX_TRUNCATED_BITS),
    positions: Object.freeze(positions.map((p, i) => reader.integer(p, `${path}.positions[${i}]`, 0, ringDegree - 1))),
    bound: reader.number(fields.get("bound"), `${path}.bound`, 2 ** -40, 2 ** 40),
  });
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
      const fields = reader.record(node, `${path}[${i}]`, ["kind", "level", "scale"]);
      return Object.freeze({
        kind: reader.choice(fields.get("kind"), `${path}[${i}].kind`, KINDS),
        level: reader.integer(fields.get("level"), `${path}[${i}].level`, 0, maxLevel),
        scale: reader.number(fields.get("scale"), `${path}[${i}].scale`, 1, MAX_SCALE),
      });
    }),
  );
}

/** What the fields say about each other. */
function checkConsistent(plan: PlanSummary, path: string, parameters: Parameters, around: PlanSurroundings): void {
  const { packing, input, keys, response, protection } = plan;
  const must = (holds: boolean, field: string, expected: string): void => {
    if (!holds) throw new VelumError("CONTRACT_PLAN", { argument: `${path}.${field}`, expected, got: "another" });
  };
  const inputBits = modulusBitsAt(parameters, input.level);
  const responseBits = response.modulusBits ?? modulusBitsAt(parameters, response.level);
  must(packing.features === around.features, "packing.features", `the ${around.features} numbers of the preprocessing`);
  must(
    packing.block === 2 ** Math.ceil(Math.log2(packing.features)),
    "packing.block",
    "the next power of two of the features",
  );
  must(packing.block * around.outputs <= parameters.ringDegree, "packing.block", "blocks that fit into the ring");
  must(
    sameValues(response.positions, blockEnds(packing.block, around.outputs)),
    "response.positions",
    "the ends of the outputs' blocks",
  );
  must(response.level <= input.level, "response.level", "a level not above the input's");
  must(keys.publicKeyLevel >= response.level, "keys.publicKeyLevel", "a level not below the response's");
  must(around.largestFeature * input.scale < 2 ** (inputBits - 1), "input.scale", "a scale at which no feature wraps");
  must(
    response.scale * response.bound * 4 <= 2 ** (responseBits + 0.001),
    "response.bound",
    "a bound that cannot wrap",
  );
  must(
    response.positions.length <= protection.releaseCap || protection.modelPrivacy === "honest-key",
    "protection",
    "fewer released values",
  );
}

/** Where k outputs lie in the `dot` layout: the last coefficient of each block. */
export const blockEnds = (block: number, outputs: number): readonly number[] =>
  Array.from({ length: outputs }, (_, i) => i * block + block - 1);

const sameValues = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);
