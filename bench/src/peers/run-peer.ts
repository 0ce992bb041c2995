import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { PeerFailure, PeerResult, PeerState } from "./peer-result.ts";

/** The scripts, and where `install.sh` puts what they need. */
export const PEERS_FOLDER: string = fileURLToPath(new URL("../../peers/", import.meta.url));
const CACHE = process.env["PEERS_CACHE"] ?? join(PEERS_FOLDER, ".cache");

/** A system that may be installed. */
export interface Peer extends PeerState {
  readonly command: readonly string[];
}

const python = (peer: string): Peer => ({
  peer,
  installed: existsSync(join(CACHE, peer, "ready")),
  install: `bench/peers/install.sh ${peer}`,
  command: [join(CACHE, peer, "bin/python"), join(PEERS_FOLDER, `${peer}_bench.py`)],
});

/** The systems of the comparison. node-seal is a development dependency of this repository, so it is always there. */
export const PEERS: readonly Peer[] = [
  {
    peer: "node-seal",
    installed: true,
    install: "npm ci",
    command: [process.execPath, join(PEERS_FOLDER, "node_seal_bench.mjs")],
  },
  python("tenseal"),
  {
    peer: "lattigo",
    installed: existsSync(join(CACHE, "lattigo_bench")),
    install: "bench/peers/install.sh lattigo",
    command: [join(CACHE, "lattigo_bench")],
  },
  python("openfhe"),
  python("helayers"),
  python("orion"),
  python("concrete"),
];

/** Runs a system on one thread. Its own messages go to standard error. */
export async function runPeer(
  { command: [program, ...args], peer }: Peer,
  workload: string,
  tasks: string,
): Promise<(PeerResult | PeerFailure)[]> {
  const threads = { OMP_NUM_THREADS: "1", GOMAXPROCS: "1", OPENBLAS_NUM_THREADS: "1" };
  const env = { ...process.env, ...threads, WORKLOAD: workload, TASKS: tasks, PYTHONPATH: PEERS_FOLDER };
  const child = spawn(program!, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  const results: (PeerResult | PeerFailure)[] = [];
  const exit = once(child, "close") as Promise<[number | null]>;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith("{")) results.push(JSON.parse(line) as PeerResult | PeerFailure);
  }
  const [code] = await exit;
  if (code !== 0) process.stderr.write(`${peer} ended with ${code}\n`);
  return results;
}
