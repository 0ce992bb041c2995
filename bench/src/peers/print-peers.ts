import type { PeerResult, PeersDocument } from "./peer-result.ts";

/** The comparison for people: a table a task, then who was not there. */
export function printPeers({ results, peers }: PeersDocument): void {
  const done = results.filter((result) => !("failed" in result)) as readonly PeerResult[];
  for (const task of new Set(done.map((result) => result.task))) {
    console.log(`\n${task}`);
    console.log(line(["", "server ms", "with bytes", "round trip", "us a row", "keys", "sent", "received", "error"]));
    const own = done.filter((result) => result.task === task);
    for (const one of own.sort((a, b) => a.server_ms_min / a.rows - b.server_ms_min / b.rows)) console.log(row(one));
  }
  for (const result of results) {
    if ("failed" in result) console.log(`\n${result.peer}, ${result.task}: ${result.failed}`);
  }
  const missing = peers.filter(({ installed }) => !installed);
  if (missing.length > 0) console.log(`\nNot installed:`);
  for (const { peer, install } of missing) console.log(`  ${peer.padEnd(10)} ${install}`);
}

const row = (result: PeerResult): string =>
  line([
    result.peer,
    result.server_ms_min.toPrecision(3),
    result.server_wire_ms_median?.toPrecision(3) ?? "-",
    result.total_ms_median.toPrecision(3),
    ((1e3 * result.server_ms_min) / result.rows).toPrecision(3),
    size(result.eval_key_bytes),
    size(result.input_bytes),
    size(result.result_bytes),
    result.max_abs_err.toExponential(1),
  ]);

const line = ([name = "", ...cells]: readonly string[]): string =>
  `  ${name.padEnd(12)}${cells.map((cell) => cell.padStart(12)).join("")}`;

/** Powers of ten, as the libraries' documents use them. */
const size = (bytes: number): string => {
  if (bytes === 0) return "none";
  return bytes < 1e6 ? `${(bytes / 1e3).toPrecision(3)} kB` : `${(bytes / 1e6).toPrecision(3)} MB`;
};
