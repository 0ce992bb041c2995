import { readFileSync } from "node:fs";
import { CKKS_ERRORS } from "@velum/ckks";
import { CLIENT_ERRORS } from "@velum/client";
import { MODEL_ERRORS } from "@velum/model";
import { GRAPH_ERRORS } from "@velum/model/graph";
import { PROTOCOL_ERRORS } from "@velum/protocol";
import { TABULAR_ERRORS } from "@velum/tabular";
import { describe, expect, it } from "vitest";
import { errorsDoc } from "./errors-doc.ts";

const page = readFileSync(new URL("../docs/errors.md", import.meta.url), "utf8");
const tables = [CKKS_ERRORS, CLIENT_ERRORS, GRAPH_ERRORS, MODEL_ERRORS, PROTOCOL_ERRORS, TABULAR_ERRORS].flatMap(
  (table) => Object.keys(table),
);

describe("docs/errors.md", () => {
  it("lists every code of every table, and no other", () => {
    const listed = Array.from(page.matchAll(/^\| `([A-Z0-9_]+)` \|/gm), ([, code]) => code);
    expect(listed.toSorted()).toEqual(tables.toSorted());
  });

  it("says what the tables say", () => {
    expect(page, "run npx tsx --conditions=velum-source scripts/generate-errors-doc.ts").toBe(errorsDoc());
  });

  it("has no code in two tables", () => {
    expect(new Set(tables).size).toBe(tables.length);
  });
});
