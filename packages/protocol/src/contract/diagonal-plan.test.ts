import { presets, subringPositions } from "@velum/ckks";
import { describe, expect, test } from "vitest";
import { expectCode } from "../../reference/expect-code.ts";
import { setPath } from "../../reference/sample-bundle.ts";
import type { ProtocolErrorCode } from "../errors.ts";
import { createFieldReader } from "../read-fields.ts";
import { checkPlan, parametersSummary } from "./check-plan.ts";
import type { PlanSummary } from "./contract.ts";

const reader = createFieldReader("CONTRACT_FIELD", "CONTRACT_LIMIT");
const around = { features: 13, largestFeature: 4, outputs: 2 };

/** A plan as the compiler draws it up: 13 features in 16 of 16 slots each, two outputs. */
const plan: PlanSummary = {
  name: "diagonal",
  layout: "diagonal",
  parameters: parametersSummary(presets.row),
  packing: { kind: "diagonal", features: 13, repeat: 16, period: 256, rows: 1 },
  input: { level: 3, scale: 2 ** 29 },
  keys: {
    publicKeyLevel: 1,
    relinearization: 2,
    rotations: [
      { steps: 1, level: 3 },
      { steps: 2, level: 1 },
    ],
  },
  response: {
    ...{ results: 1, parts: 2, level: 0, scale: 2 ** 20, modulusBits: 24, bound: 4 },
    positions: subringPositions(presets.row, 2),
  },
  precision: { maxError: 0.004, roundingStep: 2 ** -11 },
  protection: {
    ...{ level: "standard", modelPrivacy: "any-key", flooding: 2 ** -12, bitsPerValue: 20 },
    ...{ releaseCap: 512, statisticalBits: 0, answersPerRequest: 1 },
  },
  nodes: [{ kind: "input", level: 3, scale: 2 ** 29, count: 1 }],
};

const check = (value: unknown) => checkPlan(value, "plan", reader, around);
const changed = (changes: readonly (readonly [string, unknown])[]): unknown =>
  changes.reduce(
    (value, [path, to]) => setPath(value as never, path, to as never) as unknown,
    structuredClone(plan) as unknown,
  );

describe("a plan that needs a key set", () => {
  test("reads as it was, frozen to its last list", () => {
    const read = check(structuredClone(plan));
    expect(read).toEqual(plan);
    expect(
      Object.isFrozen(read.keys) && Object.isFrozen(read.keys.rotations) && Object.isFrozen(read.keys.rotations[0]),
    ).toBe(true);
  });

  test.each<[string, readonly (readonly [string, unknown])[], ProtocolErrorCode, string]>([
    ["steps that do not ascend", [["keys.rotations.1.steps", 1]], "CONTRACT_FIELD", "plan.keys.rotations[1].steps"],
    ["no steps", [["keys.rotations.0.steps", 0]], "CONTRACT_FIELD", "plan.keys.rotations[0].steps"],
    ["as many steps as slots", [["keys.rotations.1.steps", 4096]], "CONTRACT_FIELD", "plan.keys.rotations[1].steps"],
    ["a fraction of a step", [["keys.rotations.1.steps", 1.5]], "CONTRACT_FIELD", "plan.keys.rotations[1].steps"],
    ["a rotation above the top", [["keys.rotations.0.level", 4]], "CONTRACT_FIELD", "plan.keys.rotations[0].level"],
    ["a relinearization key below zero", [["keys.relinearization", -1]], "CONTRACT_FIELD", "plan.keys.relinearization"],
    ["a rotation above the input", [["input.level", 2]], "CONTRACT_PLAN", "plan.keys.rotations"],
    [
      "300 rotations",
      [["keys.rotations", Array.from({ length: 300 }, (_, i) => ({ steps: i + 1, level: 0 }))]],
      "CONTRACT_LIMIT",
      "plan.keys.rotations",
    ],
    ["a field of keys that nobody knows", [["keys.secret", 1]], "CONTRACT_FIELD", "plan.keys"],
    ["another layout", [["layout", "columns"]], "CONTRACT_PLAN", "plan.packing.kind"],
    ["two rows", [["packing.rows", 2]], "CONTRACT_FIELD", "plan.packing.rows"],
    ["a repeat that is no power of two", [["packing.repeat", 3]], "CONTRACT_PLAN", "plan.packing.repeat"],
    ["a period that is too short", [["packing.period", 128]], "CONTRACT_PLAN", "plan.packing.period"],
    [
      "a period of more than all slots",
      [
        ["packing.repeat", 512],
        ["packing.period", 8192],
      ],
      "CONTRACT_PLAN",
      "plan.packing.period",
    ],
    ["other positions", [["response.positions", [0, 1, 2, 3]]], "CONTRACT_PLAN", "plan.response.positions"],
    ["all positions", [["response.positions", "all"]], "CONTRACT_PLAN", "plan.response.positions"],
    ["three parts", [["response.parts", 3]], "CONTRACT_PLAN", "plan.response.results"],
    [
      "keys without special primes",
      [
        ["parameters", parametersSummary(presets.columns)],
        ["input.level", 2],
        ["keys.rotations", [{ steps: 1, level: 1 }]],
      ],
      "CONTRACT_PLAN",
      "plan.keys",
    ],
    [
      "keys for dot",
      [
        ["layout", "dot"],
        ["packing", { kind: "dot", features: 13, block: 16, rows: 1, monomials: null, outputsPerRow: 2 }],
        ["response.positions", [15, 31]],
      ],
      "CONTRACT_PLAN",
      "plan.keys",
    ],
  ])("with %s is refused", (_, changes, code, argument) => {
    expect(expectCode(() => check(changed(changes)), code).argument).toBe(argument);
  });
});
