import { createContext, presets } from "@velum/ckks";
import { type PlanSummary, parametersSummary, requestFrameBytes, responseFrameBytes } from "@velum/protocol";
import { describe, expect, it } from "vitest";
import { requestParts, responseParts } from "./frame-parts.ts";

const base = {
  ...{ name: "dot", keys: { publicKeyLevel: 0, relinearization: null, rotations: [] } },
  input: { level: 1, scale: 2 ** 24 },
  packing: { kind: "dot", features: 13, block: 16, rows: 1, monomials: null, outputsPerRow: 1 },
  response: { results: 1, parts: 2, level: 0, scale: 2 ** 20, modulusBits: 26, positions: [15], bound: 16 },
  parameters: parametersSummary(presets.linear),
};
const plans: readonly (readonly [string, keyof typeof presets, object])[] = [
  ["one row, one-time key", "linear", {}],
  ["untruncated residues", "linearStrong", { response: { ...base.response, modulusBits: null } }],
  [
    "columns, several results of three parts",
    "columns",
    {
      packing: { kind: "columns", features: 13, order: "slots", rows: 2048 },
      response: { ...base.response, results: 3, parts: 3, positions: "all" },
    },
  ],
  [
    "a key set",
    "row",
    {
      keys: { publicKeyLevel: 0, relinearization: { level: 2 }, rotations: [] },
      input: { level: 3, scale: 2 ** 24 },
    },
  ],
];

describe.each(plans)("%s", (_, preset, change) => {
  const plan = { ...base, parameters: parametersSummary(presets[preset]), ...change } as unknown as PlanSummary;

  it("has parts that follow each other and fill the frames that the protocol writes", async () => {
    const served = { plan, context: await createContext(presets[preset]) };
    for (const [parts, length] of [
      [requestParts(plan), requestFrameBytes(served)],
      [responseParts(plan), responseFrameBytes(served)],
    ] as const) {
      expect(parts.at(-1)!.to).toBe(length);
      expect(parts.slice(1).map(({ from }) => from)).toEqual(parts.slice(0, -1).map(({ to }) => to));
    }
  });
});
