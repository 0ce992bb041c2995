import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { servedLinear } from "../../reference/served-plans.ts";
import { VelumClientError } from "../errors.ts";
import { allowedPlans, choosePlan } from "./choose-plan.ts";
import { type ReadyPlan, readyPlan } from "./ready-plan.ts";

/** `dot` for one row, `dot-rows` for 8, `columns` for 2,048; 2 features, 3 outputs. */
let plans: readonly ReadyPlan[];
beforeAll(async () => {
  const { model } = await servedLinear();
  plans = await Promise.all(
    model.contract.plans.map((plan) =>
      readyPlan(plan, { origin: "https://a.example", contractDigest: model.contractDigest }),
    ),
  );
});

// Key and ciphertexts up, results down: 27.5 KiB for dot and 27.5 KiB for dot-rows, which is 3.4 KiB a row, 78.5 KiB for
// columns, which is less than that a row from 23 rows on.
test.each([
  [1, "dot"],
  [2, "dot-rows"],
  [8, "dot-rows"],
  [22, "dot-rows"],
  [23, "columns"],
  [2048, "columns"],
  [1_000_000, "columns"],
])("%i rows go by %s", (rows, name) => {
  expect(choosePlan(plans, rows).plan.name).toBe(name);
});

test("no other plan moves fewer bytes for each row that it takes; an equal one comes later in the contract", () => {
  const size = fc.record({ bytes: fc.integer({ min: 1, max: 9 }), rows: fc.integer({ min: 1, max: 9 }) });
  fc.assert(
    fc.property(fc.array(size, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 12 }), (sizes, rows) => {
      const sized = sizes.map(({ bytes, rows: most }) => {
        const [any] = plans as [ReadyPlan];
        const plan = { ...any.plan, packing: { ...any.plan.packing, rows: most } };
        return { ...any, plan, bytes: { request: bytes, response: bytes, keySet: 0 } };
      });
      const ratios = sizes.map(({ bytes, rows: most }) => bytes / Math.min(rows, most));
      expect(sized.indexOf(choosePlan(sized, rows) as never)).toBe(ratios.indexOf(Math.min(...ratios)));
    }),
  );
});

const KIB = 1024;

function sized(name: string, most: number, request: number, keySet: number): ReadyPlan {
  const [any] = plans as [ReadyPlan];
  const keys = { publicKeyLevel: 1, relinearization: keySet > 0 ? 1 : null, rotations: [] };
  const plan = { ...any.plan, name, keys, packing: { ...any.plan.packing, rows: most } };
  return { ...any, plan, bytes: { request, response: 0, keySet } };
}

// As two hidden layers, 13-16-8-1, have them: 206 KiB a row and 10 MiB of keys, or 2.3 MiB for up to 4,096 rows and 0.9 MiB.
test.each([
  [1, "diagonal"],
  [2, "diagonal"],
  [3, "columns"],
  [4096, "columns"],
  [100_000, "columns"],
])("where all plans need key sets, %i rows go by %s: keys count, shared by the rows that use them", (rows, name) => {
  const two = [sized("diagonal", 1, 206 * KIB, 10_240 * KIB), sized("columns", 4096, 2345 * KIB, 880 * KIB)];
  expect(choosePlan(two, rows).plan.name).toBe(name);
  // The order in the contract does not matter.
  expect(choosePlan(two.toReversed(), rows).plan.name).toBe(name);
});

// As 13-16-1 with a polynomial of degree 4 has them: 76 KiB a row without a key set, or 1.9 MiB for up to 4,096 rows and 0.6 MiB.
test.each([
  [1, "dot"],
  [300, "dot"],
  [400, "columns"],
  [4096, "columns"],
])("one-time keys go first until a key set moves ten times fewer bytes: %i rows go by %s", (rows, name) => {
  const two = [sized("dot", 1, 76 * KIB, 0), sized("columns", 4096, 1968 * KIB, 640 * KIB)];
  expect(choosePlan(two, rows).plan.name).toBe(name);
  expect(choosePlan(two.toReversed(), rows).plan.name).toBe(name);
});

test("a caller may name a plan, and learns the names if there is none", () => {
  expect(allowedPlans(plans, undefined)).toEqual(plans);
  expect(allowedPlans(plans, "columns").map(({ plan }) => plan.name)).toEqual(["columns"]);
  const refused = (): unknown => allowedPlans(plans, "diagonal");
  expect(refused).toThrow(VelumClientError);
  expect(refused).toThrow(/dot, dot-rows, columns/);
});
