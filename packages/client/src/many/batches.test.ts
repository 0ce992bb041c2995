import type { Row } from "@velum/tabular";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { type ServedPlans, servedLinear } from "../../reference/served-plans.ts";
import type { Batch } from "../session/ask.ts";
import { type ReadyPlan, readyPlan } from "../session/ready-plan.ts";
import { batches } from "./batches.ts";

let served: ServedPlans;
let dot: ReadyPlan;
beforeAll(async () => {
  served = await servedLinear();
  dot = await readyPlan(served.model.contract.plans[0]!, {
    origin: "https://a.example",
    contractDigest: served.model.contractDigest,
  });
});

/** A plan for so many rows, with requests of so many bytes. */
const planOf = (rows: number, request: number): ReadyPlan => ({
  ...dot,
  plan: { ...dot.plan, packing: { ...dot.plan.packing, rows } },
  bytes: { request, response: 0, keySet: 0 },
});

const numbered = (count: number): Row[] => Array.from({ length: count }, (_, i) => ({ a: i / 64, b: -i / 64 }));

async function collect(plans: readonly ReadyPlan[], rows: Iterable<Row> | AsyncIterable<Row>): Promise<Batch[]> {
  const list: Batch[] = [];
  for await (const batch of batches(served.model.contract, plans, rows)) list.push(batch);
  return list;
}

test("every row once, in order, in requests that hold no more than their plan", async () => {
  const plan = fc.record({ rows: fc.integer({ min: 1, max: 9 }), bytes: fc.integer({ min: 1, max: 9 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(plan, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 0, max: 40 }),
      async (sizes, count) => {
        const plans = sizes.map(({ rows, bytes }) => planOf(rows, bytes));
        const list = await collect(plans, numbered(count));
        expect(list.flatMap(({ rows }) => rows.map(([a]) => a! * 64))).toEqual(
          Array.from({ length: count }, (_, i) => i),
        );
        expect(list.map(({ chunk }) => chunk)).toEqual(list.map((_, k) => k));
        for (const { rows, first, ready } of list) {
          expect(rows.length).toBeGreaterThan(0);
          expect(rows.length).toBeLessThanOrEqual(ready.plan.packing.rows);
          expect(rows[0]![0]! * 64).toBe(first);
        }
      },
    ),
  );
});

test("a source is read no further than the largest plan needs", async () => {
  let read = 0;
  async function* endless(): AsyncGenerator<Row, void> {
    for (;;) {
      read++;
      yield { a: 0, b: 0 };
    }
  }
  const source = batches(served.model.contract, [planOf(1, 9), planOf(16, 9)], endless());
  for (let k = 1; k <= 3; k++) {
    const { value } = await source.next();
    expect(value?.rows).toHaveLength(16);
    expect(read).toBe(16 * k);
  }
  await source.return();
});

test("numbers of requests start again at 0 where the frame's field ends", async () => {
  const rows = { *[Symbol.iterator]() { for (let i = 0; i < 65_538; i++) yield { a: 0, b: 0 }; } }; // biome-ignore format: short
  const chunks: number[] = [];
  for await (const { chunk } of batches(served.model.contract, [dot], rows)) chunks.push(chunk);
  expect(chunks.slice(-3)).toEqual([65_535, 0, 1]);
});
