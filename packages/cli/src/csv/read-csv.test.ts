import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TableSchema } from "@velum/tabular";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCsv } from "./read-csv.ts";
import { createRowReader } from "./row-reader.ts";

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "velum-csv-"));
  file = join(folder, "rows.csv");
});
afterAll(() => rm(folder, { recursive: true }));

const readAll = async (text: string | Uint8Array) => {
  await writeFile(file, text);
  const { header, records } = await openCsv(file);
  const rows: (readonly string[])[] = [];
  for await (const cells of records) rows.push(cells);
  return [header, ...rows];
};

describe("openCsv", () => {
  it.each([
    ["a byte order mark", "\uFEFFa,b\n1,2\n"],
    ["CRLF", "a,b\r\n1,2\r\n"],
    ["no line end at the end", "a,b\n1,2"],
    ["empty lines", "\na,b\n\n1,2\n\n"],
    ["quotes", '"a","b"\n"1","2"\n'],
  ])("reads through %s", async (_, text) => {
    expect(await readAll(text)).toEqual([
      ["a", "b"],
      ["1", "2"],
    ]);
  });

  it("takes commas, quotes and line ends inside quotes as content", async () => {
    expect(await readAll('name,n\n"a, ""b""\r\nc",1\n')).toEqual([
      ["name", "n"],
      ['a, "b"\r\nc', "1"],
    ]);
  });

  it.each([
    ["nothing", "", "rows.csv: expected a header and rows, got an empty file."],
    ["a byte order mark alone", "\uFEFF", "got an empty file."],
    [
      "a column twice",
      "a,b,a\n1,2,3\n",
      "header, column 3 (a): expected a name of its own, got that of column 1 again.",
    ],
    ["a column twice whose name is none", "<b>,<b>\n1,2\n", "header, column 2: expected a name of its own"],
    ["semicolons", "a;b\n1;2\n", "header: expected columns separated by commas, got semicolons."],
    [
      "UTF-16 without a mark",
      Buffer.from("a,b\n1,2\n", "utf16le"),
      "header: expected text in UTF-8, got another encoding.",
    ],
    ["a cell too many", "a,b\n1,2\n1,2,3\n", "row 2: expected 2 cells, as in the header, got 3."],
    ["a cell too few", "a,b\n1\n", "row 1: expected 2 cells, as in the header, got 1."],
    ["a quote that stays open", 'a,b\n1,2\n3,"4\n', "row 2: expected a closing quote, got the end of the file."],
    ["a quote inside a cell", 'a,b\n1,2\n3,4"\n', "row 2: expected quotes around whole cells"],
    ["text after a quote", 'a,b\n"1"2,3\n', "row 1: expected quotes around whole cells"],
    ["a record without end", `a\n"${"x".repeat(2 ** 21)}`, "row 1: expected records of at most 1 MiB"],
  ])("refuses %s, with the place", async (_, text, message) => {
    await expect(readAll(text)).rejects.toMatchObject({ code: "DATA_FILE", message: expect.stringContaining(message) });
  });

  it("refuses a file that is not there, and a folder", async () => {
    for (const path of [join(folder, "none.csv"), folder]) {
      await expect(openCsv(path)).rejects.toMatchObject({ code: "DATA_FILE" });
    }
  });

  it("reads no further than it is asked to", async () => {
    const handle = await open(file, "w");
    for (let i = 0; i < 40; i++) await handle.write(`${i === 0 ? "a,b\n" : ""}${"1,2\n".repeat(2 ** 16)}`);
    await handle.close();
    const { records, progress } = await openCsv(file);
    let rows = 0;
    for await (const _ of records) if (++rows === 10) break;
    // 10 MiB; a few chunks of 256 KiB are ahead.
    expect(progress()).toBeLessThan(0.25);
  });
});

describe("createRowReader", () => {
  const schema: TableSchema = {
    features: [
      { kind: "numeric", name: "age", label: "Age", unit: "years", minimum: 0, maximum: 120, optional: false },
      {
        kind: "categorical",
        name: "site",
        label: "Site",
        optional: true,
        categories: [
          { code: "north", label: "North" },
          { code: "7", label: "Seven" },
        ],
      },
    ],
  };

  it("reads numbers, words and gaps by the schema, in any order, and leaves other columns out", () => {
    const reader = createRowReader("rows.csv", ["id", "site", "age"], schema);
    expect(reader.ignored).toEqual(["id"]);
    expect({ ...reader.read(["x", "7", "63"], 1) }).toEqual({ age: 63, site: "7" });
    expect({ ...reader.read(["x", "", ""], 2) }).toEqual({ age: null, site: null });
    expect({ ...reader.read(["x", "north", "-1.5e2"], 3) }).toEqual({ age: -150, site: "north" });
  });

  it.each(["abc", "0x10", "Infinity", "1e999", " 5", "1,5", "NaN", "=1"])(
    "refuses %j for a number, without it",
    (cell) => {
      const reader = createRowReader("rows.csv", ["site", "age"], schema);
      const message = "rows.csv, row 12, column 2 (age): expected a decimal number, got another text.";
      expect(() => reader.read(["north", cell], 12)).toThrow(message);
    },
  );

  it("names a column that is missing", () => {
    expect(() => createRowReader("rows.csv", ["age"], schema)).toThrow("expected a column site, got none.");
  });
});
