import { type Column, findColumn, readColumns } from "./columns.ts";
import { parseDecimal } from "./decimal.ts";
import type { Feature, TableSchema } from "./schema.ts";
import { type LabelledTable, tableFromRecords } from "./table.ts";
import { TabularError } from "./tabular-error.ts";
import { type TabularWarning, warn } from "./tabular-warning.ts";
import { readTarget, type Target } from "./target.ts";

/** Rows to learn from, and what they teach. Targets are positions in `target.labels`, or quantities. */
export interface TrainingTable extends LabelledTable {
  readonly target: Target;
  readonly warnings: readonly TabularWarning[];
}

/** What to read. */
export interface TrainingTableOptions {
  /** The column that is to be predicted. */
  readonly target: string;
  /** Whether numbers in it are classes or a quantity; see `readTarget`. */
  readonly kind?: "classes" | "quantity";
}

/**
 * Reads the schema's columns and the target of a table of text; other columns are left aside. A number outside its
 * feature's range is moved to the end of the range, with a warning: for training that is better than no row, while a
 * prediction refuses it.
 *
 * @throws {@link TabularError} `TABLE_INVALID` for a missing column, the codes of `readTarget`, and those of
 * `tableFromRecords`, with row and column
 * @example
 * const table = readTrainingTable(header, records, schema, { target: "target" });
 */
export function readTrainingTable(
  header: readonly string[],
  records: readonly (readonly string[])[],
  schema: TableSchema,
  { target: name, kind }: TrainingTableOptions,
): TrainingTable {
  const { target, values } = readTarget(header, records, name, kind);
  const columns = readColumns(header, records);
  const warnings: TabularWarning[] = [];
  const cells = schema.features.map((feature) => limit(feature, requireColumn(columns, feature.name), warnings));
  const rows = records.map((_, row) => cells.map((column) => column[row] ?? ""));
  const names = schema.features.map((feature) => feature.name);
  return Object.freeze({
    ...tableFromRecords(names, rows, schema),
    targets: values,
    target,
    warnings: Object.freeze(warnings),
  });
}

function requireColumn(columns: readonly Column[], name: string): Column {
  const column = findColumn(columns, name);
  if (column !== undefined) return column;
  throw new TabularError("TABLE_INVALID", `header, column ${name}`, "this column", "none");
}

function limit(feature: Feature, { cells }: Column, warnings: TabularWarning[]): readonly string[] {
  if (feature.kind === "categorical") return cells;
  const limited = cells.map((cell) => {
    const value = parseDecimal(cell);
    if (value === undefined) return cell;
    if (value < feature.minimum) return `${feature.minimum}`;
    return value > feature.maximum ? `${feature.maximum}` : cell;
  });
  const moved = limited.filter((cell, row) => cell !== cells[row]).length;
  if (moved > 0) warnings.push(warn("VALUES_LIMITED", feature.name, `${moved} of ${cells.length} rows`));
  return limited;
}
