import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const MIB = 2 ** 20;
const script = fileURLToPath(new URL("../../reference/mixed-operations.ts", import.meta.url));

async function measure(argument: string): Promise<Record<string, number>> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", "--import", "tsx", script, argument]);
  return JSON.parse(stdout);
}

describe("memory, in a process of its own", () => {
  test("200,000 mixed operations leave linear memory as it was and resident memory flat", async () => {
    const { operations, linearGrowth, residentGrowth, error } = await measure("200000");
    expect(operations).toBeGreaterThanOrEqual(200_000);
    expect(linearGrowth).toBe(0);
    expect(residentGrowth).toBeLessThan(24 * MIB);
    // And they still compute.
    expect(error).toBeLessThan(2 ** -8);
  });

  test("the engine and an N=8192 context add at most 80 MiB", async () => {
    const { residentGrowth, ringDegree } = await measure("context");
    expect(ringDegree).toBe(8192);
    expect(residentGrowth).toBeLessThan(80 * MIB);
  });
});
