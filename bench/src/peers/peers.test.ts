import { expect, test } from "vitest";
import type { PeerResult } from "./peer-result.ts";
import { comparePeers } from "./peers.ts";

test("Velum and node-seal answer the same rows in one run, and it is said who is not installed", async () => {
  const only = new Set(["node-seal"]);
  const { peers, results } = await comparePeers({ only, tasks: new Set(["lr13-row"]) });
  expect(results.map(({ peer, task }) => [peer, task])).toEqual([
    ["velum", "lr13-row"],
    ["node-seal", "lr13-row"],
  ]);
  for (const result of results as readonly PeerResult[]) {
    // Both compute the same numbers: of size 1, with three digits at least.
    expect(result.max_abs_err).toBeLessThan(0.01);
    expect(result.max_abs_err).toBeGreaterThan(0);
    expect(result.checked).toBe(40);
    expect(result.input_bytes).toBeGreaterThan(10_000);
  }
  expect(peers.map(({ peer }) => peer).sort()).toEqual(
    ["concrete", "helayers", "lattigo", "node-seal", "openfhe", "orion", "tenseal"].sort(),
  );
  for (const { installed, install } of peers)
    if (!installed) expect(install).toMatch(/^bench\/peers\/install\.sh \w+$/);
}, 180_000);
