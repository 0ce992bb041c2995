import { type InputRanges, sizeOf } from "./input-groups.ts";

/**
 * Largest Euclidean norm of what a client encrypts for one row: its features, or all their monomials up to a degree. Public.
 *
 * The squares of all monomials of degree e add up to the complete homogeneous symmetric polynomial h_e of the squares, whose
 * generating function is the product of 1 / (1 - r^2 t) over the variables; of a one-hot group only one variable is not zero.
 */
export function encodedNorm({ groups, intervals }: InputRanges, degree: number): number {
  let series = Array.from({ length: degree + 1 }, (_, e) => Number(e === 0));
  for (const { kind, columns } of groups) {
    const square = kind === "one-hot" ? 1 : sizeOf(intervals[columns[0]!]!) ** 2;
    const next = [...series];
    for (let e = 1; e <= degree; e++) next[e]! += square * next[e - 1]!;
    series = next;
  }
  return Math.sqrt(series.slice(1).reduce((sum, value) => sum + value, 0));
}

/**
 * Numbers that determine one output as a function of the features: the monomials up to a degree that differ on some row, and
 * the constant. An indicator is its own square, and two of one group are never 1 together; of a complete group one less counts.
 */
export function independentMonomials({ groups }: InputRanges, degree: number): number {
  let series = Array.from({ length: degree + 1 }, (_, e) => Number(e === 0));
  for (const { kind, columns, complete } of groups) {
    const next = [...series];
    if (kind === "interval") for (let e = 1; e <= degree; e++) next[e]! += next[e - 1]!;
    else {
      const free = columns.length - Number(complete);
      for (let e = 1; e <= degree; e++) next[e] = series[e]! + free * series[e - 1]!;
    }
    series = next;
  }
  return series.reduce((sum, value) => sum + value, 0);
}
