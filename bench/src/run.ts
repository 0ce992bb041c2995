import { parseArgs } from "node:util";
import { lrGroup } from "./lr/lr.ts";
import { modelsGroup } from "./models/models.ts";
import { opsGroup } from "./ops/ops.ts";
import { printTable } from "./print-table.ts";
import type { BenchResult } from "./result.ts";

const HELP = `npm run bench -- <group> [--with node-seal] [--json]

Groups
  ops     single operations of the scheme at N = 4096, 8192, 16384
  lr      the parts of the heart model
  models  whole models, one row and many, and what compiling takes

Options
  --with node-seal   times the same operations in node-seal in the same run
  --json             one JSON array of {case, engine, ringDegree, parameters, unit, min, median, error, checked}

Example: npm run bench -- ops --with node-seal --json`;

const GROUPS: Readonly<Record<string, (peers: ReadonlySet<string>) => Promise<readonly BenchResult[]>>> = {
  ops: opsGroup,
  lr: lrGroup,
  models: modelsGroup,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean" }, with: { type: "string", multiple: true }, help: { type: "boolean" } },
});
const group = GROUPS[positionals[0] ?? ""];
if (values.help === true || group === undefined) {
  console.log(HELP);
  process.exit(values.help === true ? 0 : 2);
}
const results = await group(new Set(values.with ?? []));
if (values.json === true) console.log(JSON.stringify(results, null, 1));
else printTable(results);
