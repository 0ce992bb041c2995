import { describe, expect, test } from "vitest";
import { type Circuit, createWorkload, INPUT_LIMIT, type NetworkName, type RowTask } from "./workload.ts";

const workload = createWorkload();

/** A circuit in the clear: `rotate` moves slot i + r to slot i. */
function run({ period, outputs, steps }: Circuit, row: readonly number[]): number[] {
  let slots = Array.from({ length: period }, (_, i) => row[i % row.length]!);
  for (const [kind, values] of steps) {
    if (kind === "mul") slots = slots.map((slot, i) => slot * values[i]!);
    else if (kind === "add") slots = slots.map((slot, i) => slot + values[i]!);
    else if (kind === "square") slots = slots.map((slot) => slot * slot);
    else for (const r of values) slots = slots.map((slot, i) => slot + slots[(i + r) % period]!);
  }
  return outputs.map((output) => slots[output]!);
}

describe("the workload of the comparison", () => {
  const tasks: readonly (readonly [RowTask, NetworkName])[] = [
    ["lr13-row", "lr13"],
    ["mlp13-16-1-row", "mlp13"],
    ["mlp30-32-16-2-row", "mlp30"],
  ];

  test.each(tasks)("the circuit of %s computes its network", (task, network) => {
    for (const [i, row] of workload.packed[task].entries()) {
      const found = run(workload.programs[task], row);
      const expected = workload.expected[network][i]!;
      expect(found).toHaveLength(expected.length);
      for (const [k, value] of found.entries()) expect(value).toBeCloseTo(expected[k]!, 9);
    }
  });

  test("is the same in every run, and within its limits", () => {
    expect(createWorkload()).toEqual(workload);
    const values = [...workload.inputs.x13, ...workload.inputs.x30].flat();
    expect(Math.max(...values.slice(0, 20_000).map(Math.abs))).toBeLessThanOrEqual(INPUT_LIMIT);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.05);
  });
});
