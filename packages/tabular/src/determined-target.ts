import { type Column, findColumn } from "./columns.ts";
import { parseDecimal } from "./decimal.ts";
import type { TableSchema } from "./schema.ts";
import { type TabularWarning, warn } from "./tabular-warning.ts";

/** From here on a relation is exact but for the rounding of the sums. */
const EXACT = 1 - 1e-9;

/** Warns of each feature that tells the target without error: it was probably written down after the target. */
export function warnOfTargetCopies(
  schema: TableSchema,
  columns: readonly Column[],
  target: Column,
): readonly TabularWarning[] {
  return schema.features.flatMap((feature) => {
    const column = findColumn(columns, feature.name);
    const isExact = column !== undefined && strength(column, feature.kind === "numeric", target) >= EXACT;
    return isExact ? [warn("COLUMN_DETERMINES_TARGET", feature.name)] : [];
  });
}

/** The strongest of: squared correlation of two quantities; correlation ratio of a quantity among groups. */
function strength(column: Column, isNumeric: boolean, target: Column): number {
  const rows = Array.from(target.cells.keys()).filter((row) => column.cells[row] !== "" && target.cells[row] !== "");
  const cells = rows.map((row) => column.cells[row] ?? "");
  const targets = rows.map((row) => target.cells[row] ?? "");
  const values = isNumeric ? numbersOf(cells) : undefined;
  const quantities = numbersOf(targets);
  const isGrouped = 2 * new Set(targets).size <= rows.length;
  return Math.max(
    values && quantities ? correlationRatio(values, quantities) : 0,
    values && isGrouped ? groupRatio(values, targets) : 0,
    !isNumeric && quantities ? groupRatio(quantities, cells) : 0,
    !isNumeric && isGrouped && tellsGroups(cells, targets) ? 1 : 0,
  );
}

function numbersOf(cells: readonly string[]): readonly number[] | undefined {
  const numbers = cells.map(parseDecimal).filter((value) => value !== undefined);
  return numbers.length === cells.length ? numbers : undefined;
}

/** Squared Pearson correlation. */
function correlationRatio(a: readonly number[], b: readonly number[]): number {
  const [da, db] = [deviations(a), deviations(b)];
  const dot = (x: readonly number[], y: readonly number[]): number => x.reduce((sum, v, i) => sum + v * (y[i] ?? 0), 0);
  const size = dot(da, da) * dot(db, db);
  return size === 0 ? 0 : dot(da, db) ** 2 / size;
}

/** Part of the variance of `values` that lies between the groups. */
function groupRatio(values: readonly number[], groups: readonly string[]): number {
  const sumOfSquares = (list: readonly number[]): number => deviations(list).reduce((sum, d) => sum + d * d, 0);
  const total = sumOfSquares(values);
  const members = new Map<string, number[]>();
  groups.forEach((group, row) => {
    const list = members.get(group) ?? [];
    members.set(group, list);
    list.push(values[row] ?? 0);
  });
  const within = Array.from(members.values(), sumOfSquares).reduce((sum, part) => sum + part, 0);
  return total === 0 ? 0 : 1 - within / total;
}

/** True if each category has rows of one class alone. */
function tellsGroups(categories: readonly string[], classes: readonly string[]): boolean {
  const classOf = new Map<string, string | undefined>();
  return categories.every((category, row) => {
    if (!classOf.has(category)) classOf.set(category, classes[row]);
    return classOf.get(category) === classes[row];
  });
}

function deviations(values: readonly number[]): readonly number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}
