const LONGEST = 80;

/**
 * A name from a file as it may stand in a message or on a terminal: in double quotes, cut at 80 characters, with
 * control, format (bidirectional) and line-separating characters as `\u{…}` (review E7).
 *
 * @example quoteName("a\u001b[2J") // "\"a\\u{1b}[2J\""
 */
export function quoteName(name: string): string {
  const short = name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name;
  const escaped = short.replace(/[\p{C}\p{Zl}\p{Zp}"\\]/gu, (character) =>
    character === '"' || character === "\\" ? `\\${character}` : `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
  return `"${escaped}"`;
}
