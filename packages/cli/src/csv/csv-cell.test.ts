import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvCell, csvLine } from "./csv-cell.ts";

describe("csvCell", () => {
  it.each([
    ["=HYPERLINK(0)", "'=HYPERLINK(0)"],
    ["+1+1", "'+1+1"],
    ["-cmd", "'-cmd"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    ["\r=1", `"'\r=1"`],
    ["-", "'-"],
    ["-1.5e3", "-1.5e3"],
    ["+7", "+7"],
    [-0.25, "-0.25"],
    [1e-7, "1e-7"],
    ["a,b", '"a,b"'],
    ['say "x"', '"say ""x"""'],
    [" padded ", '" padded "'],
    ["", ""],
  ])("%j becomes %j", (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  it("is read back by another program as it was, but for the apostrophe before formulas (E7)", () => {
    const cell = fc.oneof(
      fc.string(),
      fc.string({ unit: "grapheme" }),
      fc.stringMatching(/^[=+\-@\t\r",\n 0-9]{1,6}$/),
    );
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 6 }), (cells) => {
        const [read] = parse(csvLine(cells), { record_delimiter: "\n" }) as string[][];
        read!.forEach((text, i) => {
          expect([cells[i], `'${cells[i]}`]).toContain(text);
          // What a table program would run never comes first; a number may.
          expect(/^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text))).toBe(false);
        });
      }),
    );
  });
});
