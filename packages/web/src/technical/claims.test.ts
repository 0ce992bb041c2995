import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { CLAIMS, claimsFor } from "./claims.ts";

it("are those of the threat model, word for word", () => {
  const page = readFileSync(new URL("../../../../docs/threat-model.md", import.meta.url), "utf8");
  const section = page.slice(page.indexOf("## Claims"), page.indexOf("### What remains"));
  const claims = [...section.matchAll(/^\d+\. "([^"]+)"/gm)].map(([, text]) => text!.replace(/\s+/g, " "));
  expect(claims).toHaveLength(10);
  expect(CLAIMS).toEqual(claims);
});

it("say of a plan only what is about it", () => {
  const plan = { layout: "dot", protection: { modelPrivacy: "any-key", level: "standard" } } as Parameters<
    typeof claimsFor
  >[0];
  const numbers = claimsFor(plan).flatMap(({ number, applies }) => (applies ? [] : [number]));
  expect(numbers).toEqual([4, 5]);
});
