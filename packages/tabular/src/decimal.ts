/** A decimal number. `Number` alone would take `0x1F`, spaces and `Infinity`. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

/**
 * The number that a cell says, or `undefined` where it says none.
 *
 * @example
 * parseDecimal("-1.5"); // -1.5
 */
export function parseDecimal(cell: string): number | undefined {
  const value = DECIMAL.test(cell) ? Number(cell) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** Rounds to `digits` significant decimal digits, through decimal text, so that 0.1 stays 0.1. */
export function roundToDigits(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}
