import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import type { BenchResult } from "../bench/src/result.ts";
import { performanceTables, replaceTables } from "./performance-table.ts";

// Refreshes the tables of docs/performance.md:
//   npm run --silent bench -- ops --with node-seal --json > ops.json && npx tsx scripts/performance-doc.ts ops.json
const [file] = process.argv.slice(2);
if (file === undefined)
  throw new Error("usage: tsx scripts/performance-doc.ts <results of npm run bench -- ops --json>");
const results = JSON.parse(readFileSync(file, "utf8")) as readonly BenchResult[];
const page = new URL("../docs/performance.md", import.meta.url);
const where = `Measured with Node ${process.versions.node} on ${cpus()[0]?.model.trim() ?? "an unknown processor"}, one thread.\n\n`;
writeFileSync(page, replaceTables(readFileSync(page, "utf8"), where + performanceTables(results)));
