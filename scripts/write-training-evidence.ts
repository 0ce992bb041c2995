import { readFileSync, writeFileSync } from "node:fs";
import { replaceTables } from "./performance-table.ts";
import { EVIDENCE, markdownTable } from "./training-evidence.ts";

// Refreshes the tables of docs/training.md:
//   npx tsx --conditions=velum-source scripts/write-training-evidence.ts
const page = new URL("../docs/training.md", import.meta.url);
let text = readFileSync(page, "utf8");
for (const [name, make] of Object.entries(EVIDENCE)) text = replaceTables(text, name, markdownTable(await make()));
writeFileSync(page, text);
