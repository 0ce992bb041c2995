import { expect, test } from "vitest";
import { type FixtureResult, modelTable } from "./model-table.ts";
import { replaceTables } from "./performance-table.ts";

const result: FixtureResult = {
  fixture: "heart",
  plan: "dot",
  preset: "linear",
  ringDegree: 2048,
  rowsPerRequest: 1,
  bytes: { request: 21_248, response: 6906 },
  promise: 0.004,
  measured: 0.00123,
  approximation: 0,
  agreement: { same: 63, rows: 64 },
};

test("a plan is a row, a refused model is named", () => {
  const approximated = { ...result, plan: "columns", approximation: 0.2083, agreement: null };
  const table = modelTable([result, approximated], [{ fixture: "deep", code: "PLAN_RELINEARIZATION" }]);
  const [, , first, second, , refused] = table.split("\n");
  expect(first).toBe("| `heart` | `dot` | `linear` | 1 | 21,248 | 6,906 | 0.004 | 1.2e-3 | exact | 63 of 64 |");
  expect(second).toBe("| `heart` | `columns` | `linear` | 1 | 21,248 | 6,906 | 0.004 | 1.2e-3 | 0.21 |  |");
  expect(refused).toBe("Refused: `deep` (PLAN_RELINEARIZATION).");
  expect(replaceTables("<!-- models: begin -->\nold\n<!-- models: end -->", "models", table)).toContain(first!);
});
