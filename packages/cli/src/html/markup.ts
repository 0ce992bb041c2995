/** Markup that `html` made: the only thing that is put into a page as it is. */
export class Markup {
  readonly text: string;

  /** For `html` alone: whatever is given here is trusted. */
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template. Text and numbers are escaped, lists are joined, nothing is left for null. */
export type Content = Markup | string | number | null | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/**
 * Text as it may stand in elements and in quoted attributes (E7). Control characters, and those that turn the reading direction
 * around, become blanks.
 */
export const escapeHtml = (text: string): string =>
  text.replace(/\p{C}/gu, " ").replace(/[&<>"'`]/g, (character) => ENTITIES[character]!);

/**
 * Markup with everything that is put into it escaped, unless it is markup itself.
 * @example html`<td>${feature.name}</td>`
 */
export function html(literals: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  const parts = literals.flatMap((literal, i) => [literal, i < contents.length ? textOf(contents[i]!) : ""]);
  return new Markup(parts.join(""));
}

function textOf(content: Content): string {
  if (content === null) return "";
  if (content instanceof Markup) return content.text;
  return typeof content === "object" ? content.map(textOf).join("") : escapeHtml(String(content));
}
