/** A table as it is written: cells are texts. */
export interface CsvTable {
  readonly header: readonly string[];
  /** Records that have as many cells as the header. */
  readonly records: readonly (readonly string[])[];
  /** Lines, counted from 1, whose records have another number of cells. */
  readonly badLines: readonly number[];
}

/**
 * Reads CSV as RFC 4180 writes it: commas, double quotes, either line end, a byte order mark or none. Semicolons are taken for
 * commas where the first line has semicolons and no comma.
 * @example parseCsv('age,sex\n63,1\n').records; // [["63", "1"]]
 */
export function parseCsv(text: string): CsvTable {
  const source = text.startsWith("\u{feff}") ? text.slice(1) : text;
  const records = readRecords(source, separatorOf(source));
  const [header, ...rest] = records;
  const width = header?.cells.length ?? 0;
  return {
    header: header?.cells.map((cell) => cell.trim()) ?? [],
    records: rest.filter(({ cells }) => cells.length === width).map(({ cells }) => cells),
    badLines: rest.filter(({ cells }) => cells.length !== width).map(({ line }) => line),
  };
}

function separatorOf(text: string): string {
  const [first = ""] = text.split("\n", 1);
  return first.includes(";") && !first.includes(",") ? ";" : ",";
}

interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** One pass; empty lines are no records. */
function readRecords(text: string, separator: string): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  let [cells, cell, quoted, line, first]: [string[], string, boolean, number, number] = [[], "", false, 1, 1];
  const endCell = (): void => {
    cells.push(cell);
    cell = "";
  };
  const endRecord = (): void => {
    endCell();
    if (cells.length > 1 || cells[0] !== "") records.push({ line: first, cells });
    cells = [];
    first = line;
  };
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (character === "\n") line++;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[i + 1] === '"') cell += text[++i];
      else quoted = false;
    } else if (character === '"' && cell === "") quoted = true;
    else if (character === separator) endCell();
    else if (character === "\n") endRecord();
    else if (character !== "\r") cell += character;
  }
  if (cell !== "" || cells.length > 0) endRecord();
  return records;
}
