/** One column of a table. */
export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

/** Colors of a cell, applied after it was padded: escape sequences have no width. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/**
 * Lines of a table: titles, a rule, rows; columns as wide as their widest cell, two blanks between them.
 * @param faint - paints titles and rule
 * @example console.log(table([{ title: "ms", align: "right" }], [[{ text: "2.1" }]]).join("\n"));
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  faint: (text: string) => string = (text) => text,
): readonly string[] {
  const widths = columns.map(({ title }, i) => Math.max(title.length, ...rows.map((row) => row[i]?.text.length ?? 0)));
  const line = (cells: readonly Cell[]): string =>
    cells
      .map((cell, i) => formatCell(cell, columns[i]!, widths[i]!))
      .join("  ")
      .trimEnd();
  const titles = columns.map(({ title }) => ({ text: title, paint: faint }));
  return [line(titles), faint(widths.map((width) => "─".repeat(width)).join("  ")), ...rows.map(line)];
}

function formatCell({ text, paint = (painted) => painted }: Cell, { align }: Column, width: number): string {
  const blanks = " ".repeat(width - text.length);
  return align === "right" ? blanks + paint(text) : paint(text) + blanks;
}
