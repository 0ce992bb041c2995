import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { CsvError, type Parser, parse } from "csv-parse";
import { CliError } from "../cli-error.ts";

/** A file of records, read while it is used: as many as are asked for are in memory. */
export interface CsvFile {
  /** Name of the file, for messages. */
  readonly name: string;
  readonly header: readonly string[];
  /** In order, each with as many cells as the header. To be iterated once. */
  readonly records: AsyncIterable<readonly string[]>;
  /** Which part of the file has been read, from 0 to 1. */
  readonly progress: () => number;
}

/** Longest record. A quote that nothing closes would otherwise read the whole file. */
const MAX_RECORD_BYTES = 2 ** 20;
const CHUNK_BYTES = 2 ** 18;

/**
 * Opens a CSV file in UTF-8 with a header: RFC 4180 with either line end, a byte order mark, empty lines. Messages name row (counted
 * below the header) and column, never a cell's content (C7).
 * @throws CliError DATA_FILE, also while the records are read
 * @example for await (const cells of (await openCsv("rows.csv")).records) count++;
 */
export async function openCsv(path: string): Promise<CsvFile> {
  const name = basename(path);
  const { size } = await stat(path).catch(() => refuse(name, "a file that can be read", "none"));
  const source = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const parser = parse({
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  source.on("error", (error) => parser.destroy(error)).pipe(parser);
  const records = parser[Symbol.asyncIterator]() as AsyncIterator<string[]>;
  const first = await next(records, parser, name);
  if (first === undefined) return refuse(name, "a header and rows", "an empty file");
  return Object.freeze({
    name,
    header: checkHeader(first, name),
    records: rowsOf(records, parser, name, first.length),
    progress: () => (size === 0 ? 1 : source.bytesRead / size),
  });
}

async function* rowsOf(
  records: AsyncIterator<string[]>,
  parser: Parser,
  name: string,
  width: number,
): AsyncGenerator<readonly string[]> {
  try {
    let row = 0;
    for (let cells = await next(records, parser, name); cells; cells = await next(records, parser, name)) {
      row++;
      if (cells.length !== width) refuse(`${name}, row ${row}`, `${width} cells, as in the header`, `${cells.length}`);
      yield cells;
    }
  } finally {
    parser.destroy();
  }
}

async function next(records: AsyncIterator<string[]>, parser: Parser, name: string): Promise<string[] | undefined> {
  try {
    const { done, value } = await records.next();
    return done === true ? undefined : value;
  } catch (error) {
    parser.destroy();
    if (error instanceof CsvError) return refuse(`${name}, ${place(error)}`, ...explain(error.code));
    return refuse(name, "a file that can be read", "a failure while it was read");
  }
}

/** Records that were complete count the header. */
function place(error: CsvError): string {
  const records = Number(error["records"] ?? 0);
  return records === 0 ? "header" : `row ${records}`;
}

function explain(code: string): readonly [expected: string, got: string] {
  switch (code) {
    case "CSV_MAX_RECORD_SIZE":
      return ["records of at most 1 MiB", "a longer one: perhaps a quote that nothing closes"];
    case "CSV_QUOTE_NOT_CLOSED":
      return ["a closing quote", "the end of the file"];
    default:
      return ["quotes around whole cells, doubled inside", "another use of quotes"];
  }
}

function checkHeader(header: readonly string[], name: string): readonly string[] {
  if (header.some((title) => title.includes("\0") || title.includes("\uFFFD"))) {
    return refuse(`${name}, header`, "text in UTF-8", "another encoding");
  }
  const seen = new Map<string, number>();
  header.forEach((title, i) => {
    const other = seen.get(title);
    if (other !== undefined) {
      refuse(`${name}, header, ${columnName(title, i)}`, "a name of its own", `that of column ${other + 1} again`);
    }
    seen.set(title, i);
  });
  const separator = header.length === 1 ? [";", "\t"].find((other) => header[0]!.includes(other)) : undefined;
  if (separator !== undefined) {
    refuse(`${name}, header`, "columns separated by commas", separator === ";" ? "semicolons" : "tabs");
  }
  return Object.freeze([...header]);
}

/** How messages name a column: by number, and by name where it looks like one. */
export const columnName = (title: string, column: number): string =>
  /^[A-Za-z][A-Za-z0-9_ .-]{0,63}$/.test(title) ? `column ${column + 1} (${title})` : `column ${column + 1}`;

function refuse(argument: string, expected: string, got: string): never {
  throw new CliError("DATA_FILE", `${argument}: expected ${expected}, got ${got}.`);
}
