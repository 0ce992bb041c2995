import { FileError } from "./file-error.ts";

/** The records of a CSV file. */
export interface CsvTable {
  readonly header: readonly string[];
  /** Each with as many cells as the header. */
  readonly records: readonly (readonly string[])[];
}

/**
 * Reads the text of a CSV file with a header: RFC 4180 with either line end, a byte order mark, empty lines. Rows are counted from 1
 * below the header.
 *
 * @param name - of the file, for messages
 * @throws {FileError} with row and column
 * @example parseCsv("age,sex\n63,1\n", "rows.csv").records; // [["63", "1"]]
 */
export function parseCsv(text: string, name: string): CsvTable {
  const [header, ...records] = splitRecords(text, name);
  if (header === undefined) throw new FileError(name, "a header and rows", "an empty file");
  checkHeader(header, name);
  records.forEach((cells, i) => {
    if (cells.length === header.length) return;
    throw new FileError(`${name}, row ${i + 1}`, `${header.length} cells, as in the header`, `${cells.length}`);
  });
  return Object.freeze({ header: Object.freeze(header), records: Object.freeze(records) });
}

/** One cell and what ends it: quoted, with doubled quotes inside, or plain. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;

function splitRecords(text: string, name: string): string[][] {
  const records: string[][] = [];
  let cells: string[] = [];
  CELL.lastIndex = text.startsWith("\uFEFF") ? 1 : 0;
  while (CELL.lastIndex < text.length || cells.length > 0) {
    const at = CELL.lastIndex;
    const match = CELL.exec(text);
    if (match === null) throw quoteError(text.indexOf('"', at), text, placeOf(records.length, cells.length, name));
    const [, quoted, plain = "", end] = match;
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    // A line with nothing on it is no record.
    if (cells.length > 1 || cells[0] !== "" || quoted !== undefined) records.push(cells);
    cells = [];
  }
  return records;
}

/** A quote inside a plain cell, or one that nothing closes. */
function quoteError(quote: number, text: string, place: string): FileError {
  const closed = text.indexOf('"', quote + 1) >= 0;
  return closed
    ? new FileError(place, "quotes around whole cells, doubled inside", "another use of quotes")
    : new FileError(place, "a closing quote", "the end of the file");
}

const placeOf = (records: number, cells: number, name: string): string =>
  records === 0 ? `${name}, header, column ${cells + 1}` : `${name}, row ${records}, column ${cells + 1}`;

function checkHeader(header: readonly string[], name: string): void {
  if (header.some((title) => title.includes("\0") || title.includes("\uFFFD"))) {
    throw new FileError(`${name}, header`, "text in UTF-8", "another encoding");
  }
  header.forEach((title, i) => {
    const first = header.indexOf(title);
    if (first !== i)
      throw new FileError(`${name}, header, column ${i + 1}`, "a name of its own", `that of column ${first + 1} again`);
  });
  const separator = header.length === 1 ? [";", "\t"].find((other) => header[0]!.includes(other)) : undefined;
  if (separator !== undefined) {
    throw new FileError(`${name}, header`, "columns separated by commas", separator === ";" ? "semicolons" : "tabs");
  }
}
