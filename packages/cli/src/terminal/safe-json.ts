/**
 * JSON for people and programs: control characters and those that turn the reading direction around are escaped, so that it can be
 * printed on a terminal (C7).
 */
export const safeJson = (value: unknown): string =>
  `${JSON.stringify(value, null, 2).replace(/[^\P{C}\n]/gu, escapeUnits)}\n`;

const escapeUnits = (text: string): string =>
  Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, "0")}`).join("");
