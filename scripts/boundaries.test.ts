import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ALLOWED, checkBoundaries, importsOf } from "./boundaries.ts";

describe("package boundaries", () => {
  let root = "";
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "velum-boundaries-"));
    for (const name of Object.keys(ALLOWED)) write(`packages/${name}/src/index.ts`, "export {};\n");
    write("packages/ckks/src/secret/key.ts", "export const key = 1;\n");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  test("a tree that follows the table passes", () => {
    write("packages/client/src/index.ts", 'import { encrypt } from "@velum/ckks/secret";\nexport { encrypt };\n');
    expect(checkBoundaries(root)).toEqual([]);
  });

  test.each([
    ["server", 'import { generateSecretKey } from "@velum/ckks/secret";'],
    ["evaluator", 'export * from "@velum/ckks/secret";'],
    ["evaluator", 'const secret = await import("@velum/ckks/secret");'],
    ["model", 'import type { Parameters } from "@velum/ckks";'],
    ["ckks", 'import { z } from "zod";'],
    ["client", 'import { readFileSync } from "node:fs";'],
    ["server", 'import { x } from "../../ckks/src/secret/key.ts";'],
    ["server", 'import { x } from "./test-support/client.ts";'],
  ])("%s must not contain: %s", (name, line) => {
    write(`packages/${name}/src/leak.ts`, `${line}\n`);
    expect(checkBoundaries(root).map((violation) => violation.file)).toEqual([`packages/${name}/src/leak.ts`]);
  });

  test("the public entry of ckks must not reach the secret half, however long the way", () => {
    write("packages/ckks/src/index.ts", 'export * from "./a.ts";\n');
    write("packages/ckks/src/a.ts", 'export * from "./secret/key.ts";\n');
    expect(checkBoundaries(root)).toEqual([
      {
        file: "packages/ckks/src/a.ts",
        imported: "./secret/key.ts",
        reason: "the public entry reaches the secret half",
      },
    ]);
  });

  test("tests may import what they like", () => {
    write("packages/server/src/leak.test.ts", 'import { generateSecretKey } from "@velum/ckks/secret";\n');
    write("packages/server/src/test-support/client.ts", 'import { generateSecretKey } from "@velum/ckks/secret";\n');
    expect(checkBoundaries(root)).toEqual([]);
  });

  test("imports are found in every form", () => {
    const source =
      'import a from "a";\nimport "b";\nexport { c } from \'c\';\nconst d = await import("d");\nimport type { e } from "e";';
    expect(importsOf(source)).toEqual(["a", "b", "c", "d", "e"]);
  });
});

test("this repository keeps its boundaries", () => {
  expect(checkBoundaries(dirname(dirname(fileURLToPath(import.meta.url))))).toEqual([]);
});
