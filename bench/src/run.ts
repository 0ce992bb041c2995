import { parseArgs } from "node:util";
import { lrGroup } from "./lr/lr.ts";
import { modelsGroup } from "./models/models.ts";
import { opsGroup } from "./ops/ops.ts";
import { comparePeers } from "./peers/peers.ts";
import { printPeers } from "./peers/print-peers.ts";
import { printTable } from "./print-table.ts";
import type { BenchResult } from "./result.ts";

const HELP = `npm run bench -- <group> [--with PEER] [--task TASK] [--json]

Groups
  ops     single operations of the scheme at N = 4096, 8192, 16384
  lr      the parts of the heart model
  models  whole models, one row and many, and what compiling takes
  peers   the same models on Velum and on every other system that is installed; says which are not

Options
  --with node-seal   ops: times the same operations in node-seal in the same run; peers: these systems alone
  --task lr13-row    peers: these tasks alone
  --json             one JSON array of {case, engine, ringDegree, parameters, unit, min, median, error, checked};
                     peers: one JSON document

Example: npm run bench -- ops --with node-seal --json`;

const GROUPS: Readonly<Record<string, (peers: ReadonlySet<string>) => Promise<readonly BenchResult[]>>> = {
  ops: opsGroup,
  lr: lrGroup,
  models: modelsGroup,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean" },
    with: { type: "string", multiple: true },
    task: { type: "string", multiple: true },
    help: { type: "boolean" },
  },
});
const [name = ""] = positionals;
const group = GROUPS[name];
const chosen = new Set(values.with ?? []);
if (values.help === true || (group === undefined && name !== "peers")) {
  console.log(HELP);
  process.exit(values.help === true ? 0 : 2);
}
if (group === undefined) {
  const document = await comparePeers({ only: chosen, tasks: new Set(values.task ?? []) });
  if (values.json === true) console.log(JSON.stringify(document, null, 1));
  else printPeers(document);
} else {
  const results = await group(chosen);
  if (values.json === true) console.log(JSON.stringify(results, null, 1));
  else printTable(results);
}
