import { isName } from "./closed-data.ts";
import { TabularError } from "./tabular-error.ts";

/** One column of a table of text. */
export interface Column {
  readonly name: string;
  /** One a row; the empty text is a missing value. */
  readonly cells: readonly string[];
}

/**
 * The columns of a table, each with a legal name of its own and a cell in every row.
 *
 * @throws {@link TabularError} `TABLE_INVALID`, with the row (from 1, without the header) or the column
 */
export function readColumns(header: readonly string[], records: readonly (readonly string[])[]): readonly Column[] {
  checkNames(header);
  if (records.length === 0) throw new TabularError("TABLE_INVALID", "table", "at least one row", "none");
  records.forEach((record, index) => {
    if (record.length === header.length) return;
    throw new TabularError("TABLE_INVALID", `row ${index + 1}`, `${header.length} cells`, `${record.length}`);
  });
  return header.map((name, position) => ({ name, cells: records.map((record) => record[position] ?? "") }));
}

/** The column of this name. */
export function findColumn(columns: readonly Column[], name: string): Column | undefined {
  return columns.find((column) => column.name === name);
}

/** How errors name a cell: `row 3.chol`, rows counted from 1 without the header. */
export function cellPath(index: number, column: string): string {
  return `row ${index + 1}.${column}`;
}

function checkNames(header: readonly string[]): void {
  if (header.length === 0) throw new TabularError("TABLE_INVALID", "header", "at least one column", "none");
  header.forEach((name, index) => {
    const refuse = (expected: string, got: string): never => {
      throw new TabularError("TABLE_INVALID", `header, column ${index + 1}`, expected, got);
    };
    if (!isName(name))
      refuse("a name: a letter, then at most 63 letters, digits, spaces, '_', '.' or '-'", "other text");
    if (header.indexOf(name) !== index) refuse("each column once", "the name of another column");
  });
}
