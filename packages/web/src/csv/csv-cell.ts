/** A plain decimal number: what every table program reads as one, whatever its first character. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
/** First characters after which table programs read a formula (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;
/** What has to stand in quotes (RFC 4180), and blanks at the ends, which some programs drop. */
const QUOTED = /[",\r\n]|^\s|\s$/;

/**
 * A number or a text as a cell of a CSV file. A text that a table program would run as a formula begins with an apostrophe (E7).
 * @example csvCell("=1+1") // '=1+1
 */
export function csvCell(value: number | string): string {
  if (typeof value === "number") return String(value);
  const text = FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line of a CSV file. */
export const csvLine = (cells: readonly (number | string)[]): string => `${cells.map(csvCell).join(",")}\n`;
