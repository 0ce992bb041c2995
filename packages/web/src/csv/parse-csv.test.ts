import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCsv } from "./parse-csv.ts";

const message = (text: string): string => {
  try {
    parseCsv(text, "rows.csv");
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
};

describe("parseCsv", () => {
  it.each([
    ["a byte order mark", "\uFEFFa,b\n1,2\n"],
    ["CRLF", "a,b\r\n1,2\r\n"],
    ["CR", "a,b\r1,2\r"],
    ["no line end at the end", "a,b\n1,2"],
    ["empty lines", "\na,b\n\n1,2\n\n"],
    ["quotes", '"a","b"\n"1",2\n'],
  ])("reads a file with %s", (_, text) => {
    expect(parseCsv(text, "rows.csv")).toEqual({ header: ["a", "b"], records: [["1", "2"]] });
  });

  it("keeps an empty last cell", () => {
    expect(parseCsv("a,b\n1,", "rows.csv").records).toEqual([["1", ""]]);
  });

  it("gives back whatever cells were written, quoted as RFC 4180 says", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "1", ",", '"', "\n", "\r", " ", "é"), maxLength: 6 });
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) =>
        fc
          .array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 5 })
          .map((records) => ({ width, records })),
      );
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(table, fc.constantFrom("\n", "\r\n"), ({ width, records }, end) => {
        const header = Array.from({ length: width }, (_, i) => `c${i}`);
        const text = [header, ...records].map((cells) => cells.map(quote).join(",")).join(end);
        expect(parseCsv(text, "rows.csv")).toEqual({ header, records });
      }),
    );
  });

  it.each([
    ["", "rows.csv: expected a header and rows, got an empty file."],
    ["a,b\n1,2\n1\n", "rows.csv, row 2: expected 2 cells, as in the header, got 1."],
    ['a,b\n1,"2\n', "rows.csv, row 1, column 2: expected a closing quote, got the end of the file."],
    [
      'a,b\n1,x"2"\n',
      "rows.csv, row 1, column 2: expected quotes around whole cells, doubled inside, got another use of quotes.",
    ],
    ["a,a\n", "rows.csv, header, column 2: expected a name of its own, got that of column 1 again."],
    ["a;b\n1;2\n", "rows.csv, header: expected columns separated by commas, got semicolons."],
    ["\uFFFD,b\n", "rows.csv, header: expected text in UTF-8, got another encoding."],
  ])("refuses %j with its place", (text, expected) => {
    expect(message(text)).toBe(expected);
  });
});
