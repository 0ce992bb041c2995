import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import type { PeersDocument } from "./peer-result.ts";
import { PEERS, runPeer } from "./run-peer.ts";
import { velumTasks } from "./velum-tasks.ts";
import { createWorkload } from "./workload.ts";

/** Whom the comparison is asked about. */
export interface PeersOptions {
  /** Names of systems; all that are installed if left out. */
  readonly only: ReadonlySet<string>;
  /** Names of tasks; all if left out. */
  readonly tasks: ReadonlySet<string>;
}

const TASKS = ["lr13-row", "lr13-batch", "mlp13-16-1-row", "mlp13-16-1-batch", "mlp30-32-16-2-row"];

/** Velum, then every other system that is installed, one after another, on the same weights and rows. */
export async function comparePeers({ only, tasks }: PeersOptions): Promise<PeersDocument> {
  const wanted = TASKS.filter((task) => tasks.size === 0 || tasks.has(task));
  const workload = createWorkload();
  const folder = await mkdtemp(join(tmpdir(), "velum-peers-"));
  try {
    const file = join(folder, "workload.json");
    await writeFile(file, JSON.stringify(workload));
    const results: PeersDocument["results"][number][] = await velumTasks(workload, (task) => wanted.includes(task));
    for (const peer of PEERS) {
      if (peer.installed && (only.size === 0 || only.has(peer.peer))) {
        results.push(...(await runPeer(peer, file, wanted.join())));
      }
    }
    return {
      node: process.versions.node,
      processor: cpus()[0]?.model.trim() ?? "unknown",
      peers: PEERS.map(({ peer, installed, install }) => ({ peer, installed, install })),
      results,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
