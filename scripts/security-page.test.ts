import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readPage } from "./markdown.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The sentences between quotation marks of a numbered list, in order. */
const claimsOf = (page: string): readonly string[] =>
  Array.from(readPage(root, page).matchAll(/^\d+\. "([^"]+)"/gm), ([, claim]) => claim!.replaceAll(/\s+/g, " "));

test("the short page claims what the threat model claims, word for word", () => {
  const claims = claimsOf("docs/threat-model.md");
  expect(claims).toHaveLength(10);
  expect(claimsOf("docs/security.md")).toEqual(claims);
});
