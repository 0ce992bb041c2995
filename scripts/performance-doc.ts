import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { createParameters } from "@velum/ckks";
import { OPS_PARAMETERS } from "../bench/src/ops/parameter-sets.ts";
import type { BenchResult } from "../bench/src/result.ts";
import { profileTable } from "./kernel-profile.ts";
import { heartTable, performanceTables, replaceTables, wholeModelsTable } from "./performance-table.ts";

// Refreshes the tables of docs/performance.md, on a machine that does nothing else:
//   npm run --silent bench -- ops --with node-seal --json > ops.json
//   npm run --silent bench -- lr --json > lr.json
//   npm run --silent bench -- models --json > models.json
//   npx tsx --conditions=velum-source scripts/performance-doc.ts ops.json lr.json models.json
const [opsFile, lrFile, modelsFile] = process.argv.slice(2);
if (opsFile === undefined || lrFile === undefined || modelsFile === undefined) {
  throw new Error("usage: performance-doc.ts <ops.json> <lr.json> <models.json>");
}
const read = (file: string): readonly BenchResult[] => JSON.parse(readFileSync(file, "utf8"));
const { ringDegree, velum } = OPS_PARAMETERS.find((set) => set.ringDegree === 8192)!;
const where = `Node ${process.versions.node}, ${cpus()[0]?.model.trim() ?? "an unknown processor"}, one thread.\n\n`;
const tables = {
  measured: where + performanceTables(read(opsFile)),
  profile: await profileTable(createParameters({ ringDegree, ...velum })),
  heart: heartTable(read(lrFile)),
  "whole models": wholeModelsTable(read(modelsFile)),
};
const page = new URL("../docs/performance.md", import.meta.url);
const filled = Object.entries(tables).reduce(
  (text, [name, table]) => replaceTables(text, name, table),
  readFileSync(page, "utf8"),
);
writeFileSync(page, filled);
