import { type Column, cellPath, findColumn, readColumns } from "./columns.ts";
import { parseDecimal } from "./decimal.ts";
import { warnOfTargetCopies } from "./determined-target.ts";
import { FEWEST_ROWS, inferRange } from "./infer-range.ts";
import { type CategoricalFeature, checkSchema, type Feature, MAX_CATEGORIES, type TableSchema } from "./schema.ts";
import { checkSchemaOverrides, type FeatureOverride, mergeFeature, type SchemaOverrides } from "./schema-overrides.ts";
import { TabularError } from "./tabular-error.ts";
import { type TabularWarning, warn } from "./tabular-warning.ts";

/** What is known beforehand. */
export interface InferOptions {
  /** The column that is to be predicted. It is no feature. */
  readonly target?: string;
  /** The content of a schema file, checked here. */
  readonly overrides?: SchemaOverrides;
}

/** A schema, and what its owner should look at before it is published. */
export interface InferredSchema {
  readonly schema: TableSchema;
  readonly warnings: readonly TabularWarning[];
}

/** Whole numbers of at most so many different values may be codes. */
const MOST_LIKELY_CODES = 10;

/**
 * Guesses the schema of a table of text.
 *
 * A column is numeric when at least half of its cells are decimal numbers, and every other cell must then be one or be
 * empty; two different whole numbers are the codes of a category, and so are texts. A column with an empty cell is
 * optional. Ranges come from {@link inferRange}, units are unknown (the empty text), labels are the names. Columns with
 * one value or none are left out, with a warning.
 *
 * @param header - names of the columns
 * @param records - one list of cells a row
 * @throws {@link TabularError} `TABLE_INVALID`, `TARGET_MISSING` (no such column), `CELL_NOT_A_NUMBER` with the row,
 * `COLUMN_TOO_VARIED` for texts with fewer than 2 rows a value or more than 256 values, `SCHEMA_INVALID` for overrides
 * @example
 * const { schema, warnings } = inferSchema(header, records, { target: "target" });
 */
export function inferSchema(
  header: readonly string[],
  records: readonly (readonly string[])[],
  options: InferOptions = {},
): InferredSchema {
  const columns = readColumns(header, records);
  const target = findTarget(columns, options.target);
  const overrides = readOverrides(options.overrides, columns, options.target);
  const warnings: TabularWarning[] = [];
  const used = columns.filter((column) => {
    const isUsed = column !== target && overrides.get(column.name)?.ignore !== true;
    return isUsed && holdsValues(column, warnings);
  });
  if (used.length === 0) throw new TabularError("TABLE_INVALID", "header", "a column whose values differ", "none");
  const schema = checkSchema({
    features: used.map((column) => inferFeature(column, overrides.get(column.name), warnings)),
  });
  warnings.push(...warnOfWidth(schema, records.length));
  if (target !== undefined) warnings.push(...warnOfTargetCopies(schema, columns, target));
  return Object.freeze({ schema, warnings: Object.freeze(warnings) });
}

function findTarget(columns: readonly Column[], name: string | undefined): Column | undefined {
  if (name === undefined) return undefined;
  const target = findColumn(columns, name);
  if (target !== undefined) return target;
  throw new TabularError("TARGET_MISSING", "target", "the name of a column", "another name");
}

function readOverrides(
  overrides: SchemaOverrides | undefined,
  columns: readonly Column[],
  target: string | undefined,
): ReadonlyMap<string, FeatureOverride> {
  if (overrides === undefined) return new Map();
  const { features } = checkSchemaOverrides(overrides);
  features.forEach(({ name }, index) => {
    if (name !== target && findColumn(columns, name) !== undefined) return;
    const expected = "a column of the table, not the target";
    throw new TabularError("SCHEMA_INVALID", `overrides.features[${index}].name`, expected, "another name");
  });
  return new Map(features.map((feature) => [feature.name, feature]));
}

function holdsValues(column: Column, warnings: TabularWarning[]): boolean {
  const different = new Set(presentCells(column)).size;
  if (different < 2) warnings.push(warn(different === 0 ? "COLUMN_EMPTY" : "COLUMN_CONSTANT", column.name));
  return different >= 2;
}

function inferFeature(column: Column, override: FeatureOverride | undefined, warnings: TabularWarning[]): unknown {
  const kind = override?.kind ?? guessKind(column);
  const isStated = (field: keyof FeatureOverride): boolean => override?.[field] !== undefined;
  const feature =
    kind === "numeric"
      ? inferNumeric(column, isStated("minimum") && isStated("maximum"), isStated("kind"), warnings)
      : inferCategorical(column, isStated("categories"), warnings);
  return mergeFeature(feature, override);
}

function guessKind(column: Column): Feature["kind"] {
  const present = presentCells(column);
  const numbers = present.map(parseDecimal).filter((value) => value !== undefined);
  if (numbers.length < present.length / 2) return "categorical";
  const isPairOfCodes = numbers.length === present.length && numbers.every(Number.isInteger);
  return isPairOfCodes && new Set(numbers).size === 2 ? "categorical" : "numeric";
}

function inferNumeric(
  column: Column,
  isRangeStated: boolean,
  isKindStated: boolean,
  warnings: TabularWarning[],
): Feature {
  const numbers = readNumbers(column);
  const different = new Set(numbers).size;
  if (!isKindStated && different <= MOST_LIKELY_CODES && numbers.every(Number.isInteger)) {
    warnings.push(warn("CODES_AS_NUMBERS", column.name, `${different} different values`));
  }
  const { minimum, maximum, isFromFewRows } = inferRange(numbers);
  if (isFromFewRows && !isRangeStated) warnings.push(warn("RANGE_FROM_FEW_ROWS", column.name));
  return { kind: "numeric", ...baseOf(column), unit: "", minimum, maximum };
}

function inferCategorical(column: Column, areStated: boolean, warnings: TabularWarning[]): CategoricalFeature {
  const counts = new Map<string, number>();
  for (const cell of presentCells(column)) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  if (!areStated) refuseVariety(column.name, counts.size, presentCells(column).length);
  const rare = Array.from(counts.values()).filter((count) => count < FEWEST_ROWS).length;
  if (rare > 0 && !areStated) warnings.push(warn("CATEGORIES_RARE", column.name, `${rare} of ${counts.size}`));
  const codes = categoriesOf(Array.from(counts.keys()));
  return { kind: "categorical", ...baseOf(column), categories: codes.map((code) => ({ code, label: `${code}` })) };
}

/**
 * Refuses texts that are no categories: a name, a record number, a remark.
 *
 * @throws {@link TabularError} `COLUMN_TOO_VARIED`
 */
export function refuseVariety(column: string, different: number, rows: number): void {
  if (different <= MAX_CATEGORIES && 2 * different <= rows) return;
  const expected = `at most ${MAX_CATEGORIES} different values and at least 2 rows a value on average`;
  throw new TabularError("COLUMN_TOO_VARIED", `column ${column}`, expected, `${different} in ${rows} rows`);
}

/** Codes in rising order: numbers where every text is one, texts otherwise. */
export function categoriesOf(texts: readonly string[]): readonly (number | string)[] {
  const numbers = texts.map(parseDecimal).filter((value) => value !== undefined);
  if (numbers.length === texts.length) return Array.from(new Set(numbers)).sort((a, b) => a - b);
  return texts.toSorted((a, b) => (a < b ? -1 : 1));
}

function baseOf(column: Column): { name: string; label: string; optional: boolean } {
  return { name: column.name, label: column.name, optional: column.cells.includes("") };
}

function presentCells(column: Column): readonly string[] {
  return column.cells.filter((cell) => cell !== "");
}

function readNumbers(column: Column): readonly number[] {
  return column.cells.flatMap((cell, index) => {
    const value = parseDecimal(cell);
    if (value !== undefined) return [value];
    if (cell === "") return [];
    const expected = "a decimal number or an empty cell, as this column is numeric";
    throw new TabularError("CELL_NOT_A_NUMBER", cellPath(index, column.name), expected, "other text");
  });
}

function warnOfWidth(schema: TableSchema, rows: number): readonly TabularWarning[] {
  const widths = schema.features.map((feature) => (feature.kind === "numeric" ? 1 : feature.categories.length));
  const inputs = widths.reduce((sum, width) => sum + width, 0);
  return inputs > rows ? [warn("MORE_COLUMNS_THAN_ROWS", null, `${inputs} inputs, ${rows} rows`)] : [];
}
