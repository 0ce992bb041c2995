import { expect, it } from "vitest";
import { numberText, shareText } from "./number-text.ts";

it.each([
  [0, "0"],
  [0.0013456, "0.00135"],
  [-0.00049, "-0.00049"],
  [9.536e-7, "9.5e-7"],
  [12.345, "12.3"],
  [1234.5, "1,230"],
  [4.2e6, "4.2e+6"],
])("%d has three digits: %s", (value, text) => {
  expect(numberText(value)).toBe(text);
});

it("shares are in percent, without a digit that says nothing", () => {
  expect([shareText(1), shareText(0.8791), shareText(0.5)]).toEqual(["100 %", "87.9 %", "50 %"]);
});
