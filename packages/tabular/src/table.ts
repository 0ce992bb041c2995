import { isName } from "./closed-data.ts";
import { cellPath } from "./columns.ts";
import { parseDecimal } from "./decimal.ts";
import { type CheckedRow, checkRow, type Value } from "./row.ts";
import type { Feature, TableSchema } from "./schema.ts";
import { TabularError } from "./tabular-error.ts";

/** Rows of one schema. */
export interface Table {
  readonly schema: TableSchema;
  readonly rows: readonly CheckedRow[];
}

/** Rows with what was observed for each: a class number or a quantity. */
export interface LabelledTable extends Table {
  readonly targets: readonly number[];
}

/**
 * Turns records of text, as a CSV reader gives them, into a table. The header holds exactly the schema's features, in
 * any order. An empty cell is missing; numbers are plain decimals with `.`, such as `-1.5` or `2e3`.
 *
 * @throws {@link TabularError} `TABLE_INVALID` for header and shape, `CELL_NOT_A_NUMBER`, and the codes of `checkRow`;
 * the argument is `row 3.chol`, rows counted from 1 without the header
 * @example
 * const table = tableFromRecords(["age", "sex"], [["63", "1"]], schema);
 */
export function tableFromRecords(
  header: readonly string[],
  records: readonly (readonly string[])[],
  schema: TableSchema,
): Table {
  checkHeader(
    header,
    schema.features.map(({ name }) => name),
  );
  return Object.freeze({ schema, rows: readRows(header, records, schema) });
}

/**
 * The same, with one more column that holds the target, a number in every row.
 *
 * @example
 * const table = labelledTableFromRecords(header, records, schema, "target");
 */
export function labelledTableFromRecords(
  header: readonly string[],
  records: readonly (readonly string[])[],
  schema: TableSchema,
  target: string,
): LabelledTable {
  const names = schema.features.map(({ name }) => name);
  if (names.includes(target)) throw new TabularError("TABLE_INVALID", "target", "a column apart", "a feature");
  checkHeader(header, [...names, target]);
  const rows = readRows(header, records, schema);
  const column = header.indexOf(target);
  const targets = records.map((record, index) => readNumber(record[column] ?? "", cellPath(index, target)));
  return Object.freeze({ schema, rows, targets: Object.freeze(targets) });
}

/** The rows of `table` at these positions, say one side of a split. */
export function selectRows(table: LabelledTable, positions: readonly number[]): LabelledTable {
  const pick = <T>(list: readonly T[], name: string): readonly T[] =>
    Object.freeze(
      positions.map((position) => {
        const element = list[position];
        if (element !== undefined) return element;
        throw new TabularError("TABLE_INVALID", name, "positions inside the table", "another position");
      }),
    );
  const rows = pick(table.rows, "positions");
  return Object.freeze({ schema: table.schema, rows, targets: pick(table.targets, "positions") });
}

function checkHeader(header: readonly string[], expected: readonly string[]): void {
  const refuse = (rule: string, name: string, got: string): never => {
    throw new TabularError("TABLE_INVALID", isName(name) ? `header, column ${name}` : "header", rule, got);
  };
  const seen = new Set<string>();
  for (const name of header) {
    if (!expected.includes(name)) refuse("the schema's columns alone", name, "another column");
    if (seen.has(name)) refuse("each column once", name, "the same again");
    seen.add(name);
  }
  for (const name of expected) if (!seen.has(name)) refuse("this column", name, "none");
}

function readRows(
  header: readonly string[],
  records: readonly (readonly string[])[],
  schema: TableSchema,
): readonly CheckedRow[] {
  const columns = schema.features.map((feature) => ({ feature, position: header.indexOf(feature.name) }));
  const rows = records.map((record, index) => {
    if (record.length !== header.length) {
      throw new TabularError("TABLE_INVALID", `row ${index + 1}`, `${header.length} cells`, `${record.length}`);
    }
    const cells = columns.map(({ feature, position }) => {
      const value = readCell(feature, record[position] ?? "", cellPath(index, feature.name));
      return [feature.name, value] as const;
    });
    return checkRow(schema, Object.fromEntries(cells), `row ${index + 1}`);
  });
  return Object.freeze(rows);
}

function readCell(feature: Feature, cell: string, path: string): Value {
  if (cell === "") return null;
  const isText = feature.kind === "categorical" && typeof feature.categories[0]?.code === "string";
  return isText ? cell : readNumber(cell, path);
}

function readNumber(cell: string, path: string): number {
  const value = parseDecimal(cell);
  if (value !== undefined) return value;
  throw new TabularError("CELL_NOT_A_NUMBER", path, "a decimal number", cell === "" ? "an empty cell" : "other text");
}
