import { describe, expect, it } from "vitest";
import { labelledTableFromRecords, selectRows, tableFromRecords } from "./table.ts";
import type { TabularErrorCode } from "./tabular-error.ts";
import { sampleSchema, tabularError } from "./test-support/sample-schema.ts";

const header = ["sex", "pain", "age", "bmi", "target"];
const records = [
  ["0", "mild", "4.5e1", "22.5", "0"],
  ["1", "", "63", "", "1"],
];
const labelled = () => labelledTableFromRecords(header, records, sampleSchema, "target");

describe("tableFromRecords", () => {
  it("reads columns in any order, numbers, codes, words and missing values", () => {
    const rows = [
      { age: 45, bmi: 22.5, sex: 0, pain: "mild" },
      { age: 63, bmi: null, sex: 1, pain: null },
    ];
    const noTarget = records.map((record) => record.slice(0, 4));
    expect(tableFromRecords(header.slice(0, 4), noTarget, sampleSchema)).toEqual({ schema: sampleSchema, rows });
    expect(labelled()).toEqual({ schema: sampleSchema, rows, targets: [0, 1] });
  });

  const cells: [TabularErrorCode, string, number, string][] = [
    ["CELL_NOT_A_NUMBER", "age", 2, "0x3F"],
    ["CELL_NOT_A_NUMBER", "age", 2, " 63"],
    ["CELL_NOT_A_NUMBER", "age", 2, "Infinity"],
    ["CELL_NOT_A_NUMBER", "age", 2, "1e999"],
    ["CELL_NOT_A_NUMBER", "age", 2, "63,5"],
    ["CELL_NOT_A_NUMBER", "sex", 0, "male"],
    ["CELL_NOT_A_NUMBER", "target", 4, ""],
    ["FEATURE_OUT_OF_RANGE", "age", 2, "101"],
    ["FEATURE_MISSING", "age", 2, ""],
    ["FEATURE_UNKNOWN_CATEGORY", "sex", 0, "2"],
    ["FEATURE_UNKNOWN_CATEGORY", "pain", 1, "Mild"],
  ];
  it.each(cells)("%s: names row and column %s", (code, column, position, cell) => {
    const changed = records.map((record, row) => record.map((old, index) => (row && index === position ? cell : old)));
    const error = tabularError(code, () => labelledTableFromRecords(header, changed, sampleSchema, "target"));
    expect(error.argument).toBe(`row 2.${column}`);
    if (cell.length > 1) expect(error.got).not.toContain(cell);
  });

  it("refuses a row with another number of cells", () => {
    const ragged = [records[0]!, [...records[1]!, ""]];
    const read = () => labelledTableFromRecords(header, ragged, sampleSchema, "target");
    expect(tabularError("TABLE_INVALID", read)).toMatchObject({ argument: "row 2", expected: "5 cells", got: "6" });
  });

  it.each([
    ["a column too many", [...header, "height"], "header, column height"],
    ["a column twice", [...header, "age"], "header, column age"],
    ["a missing column", header.slice(1), "header, column sex"],
    ["a missing target", header.slice(0, 4), "header, column target"],
    ["a hostile name", [...header, "\u001b[2J"], "header"],
  ])("refuses a header with %s", (_, names, argument) => {
    const read = () => labelledTableFromRecords(names, [], sampleSchema, "target");
    expect(tabularError("TABLE_INVALID", read).argument).toBe(argument);
  });

  it("refuses a target that is a feature", () => {
    tabularError("TABLE_INVALID", () => labelledTableFromRecords(header, records, sampleSchema, "age"));
  });
});

describe("selectRows", () => {
  it("takes rows and targets in the order asked for", () => {
    const both = labelled();
    expect(selectRows(both, [1, 0])).toMatchObject({ rows: [both.rows[1], both.rows[0]], targets: [1, 0] });
  });

  it("refuses a position outside the table", () => {
    tabularError("TABLE_INVALID", () => selectRows(labelled(), [0, 2]));
  });
});
