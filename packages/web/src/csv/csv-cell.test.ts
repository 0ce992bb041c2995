import { describe, expect, it } from "vitest";
import { csvCell, csvLine } from "./csv-cell.ts";
import { parseCsv } from "./parse-csv.ts";

describe("a cell", () => {
  // OWASP, CSV injection: the characters after which table programs read a formula.
  it.each(["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx", "\rx"])("that a table program would run is text: %j", (text) => {
    expect(csvCell(text).replace(/^"/, "")).toMatch(/^'/);
  });

  it.each(["-2.5", "+1e3", "-.5", "63"])("that is a number stays one: %j", (text) => {
    expect(csvCell(text)).toBe(text);
  });

  it("comes back as it was, whatever is in it", () => {
    const cells = ['a "b"', "c,d", "two\nlines", " blanks ", "", "ü"];
    expect(parseCsv(`h1,h2,h3,h4,h5,h6\n${csvLine(cells)}`, "a.csv").records).toEqual([cells]);
  });
});
