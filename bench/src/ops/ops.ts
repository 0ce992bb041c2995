import type { BenchResult } from "../result.ts";
import { nodeSealOps } from "./node-seal-ops.ts";
import { OPS_PARAMETERS } from "./parameter-sets.ts";
import { velumOps } from "./velum-ops.ts";

/** The group `ops`: single operations, ring degrees in turn, so that both engines meet the same weather. */
export async function opsGroup(peers: ReadonlySet<string>): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [];
  for (const set of OPS_PARAMETERS) {
    results.push(...(await velumOps(set)));
    if (peers.has("node-seal")) results.push(...(await nodeSealOps(set)));
  }
  return results;
}
