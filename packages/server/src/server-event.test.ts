import { expect, it } from "vitest";
import { describeFailure } from "./server-event.ts";

it("names an error and where it came from, and leaves out what it says", () => {
  const text = describeFailure(new RangeError("patient 4711\n    is 63 years old"));
  expect(text).toMatch(/^RangeError\n\s+at /);
  expect(text).not.toContain("4711");
  expect(text).not.toContain("63 years");
  expect(describeFailure("patient 4711")).toBe("thrown value of type string");
});
