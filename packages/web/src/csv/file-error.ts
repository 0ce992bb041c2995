/** A file that was dropped cannot be used. The message is for people: file, row, column and rule, never a cell's content (C7). */
export class FileError extends Error {
  constructor(place: string, expected: string, got: string) {
    super(`${place}: expected ${expected}, got ${got}.`);
    this.name = "FileError";
  }
}

/** How messages name a column: by number, and by name where it looks like one. */
export const columnPlace = (title: string, column: number): string =>
  /^[A-Za-z][A-Za-z0-9_ .-]{0,63}$/.test(title) ? `column ${column + 1} (${title})` : `column ${column + 1}`;
