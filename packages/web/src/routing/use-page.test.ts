import { expect, it } from "vitest";
import { PAGES } from "./pages.tsx";
import { pageOf } from "./use-page.ts";

it.each([
  ["#/models", "models"],
  ["#/technical?plan=dot", "technical"],
  ["", "predict"],
  ["#", "predict"],
  ["#/nothing", "predict"],
  ["#token=abc", "predict"],
  ["#/Models", "predict"],
])("the address %j is the page %s", (hash, path) => {
  expect(pageOf(hash).path).toBe(path);
});

it("has the four pages, each under an address of its own", () => {
  expect(PAGES.map(({ path }) => path)).toEqual(["predict", "analytics", "technical", "models"]);
});
