import { readFileSync, writeFileSync } from "node:fs";
import { VelumError } from "@velum/protocol";
import { fixtureNames } from "../packages/model/src/test-support/onnx-fixtures.ts";
import { measureFixture } from "./measure-fixture.ts";
import { type FixtureResult, modelTable, type RefusedFixture } from "./model-table.ts";
import { replaceTables } from "./performance-table.ts";

// Refreshes the table of the fixtures in docs/performance.md:
//   npx tsx --conditions=velum-source scripts/write-model-table.ts
const results: FixtureResult[] = [];
const refused: RefusedFixture[] = [];
for (const fixture of fixtureNames()) {
  try {
    results.push(...(await measureFixture(fixture)));
  } catch (error) {
    if (!(error instanceof VelumError)) throw error;
    refused.push({ fixture, code: error.code });
  }
}
for (const { fixture, plan, measured, promise } of results) {
  if (measured > promise) throw new Error(`${fixture}, ${plan}: off by ${measured}, promised ${promise}`);
}
const page = new URL("../docs/performance.md", import.meta.url);
writeFileSync(page, replaceTables(readFileSync(page, "utf8"), "models", modelTable(results, refused)));
