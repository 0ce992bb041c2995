import { html, type Markup } from "./markup.ts";

/** A table of texts. */
export const grid = (titles: readonly string[], rows: readonly (readonly string[])[]): Markup =>
  html`<div class="scroll"><table><thead><tr>${titles.map((title) => html`<th>${title}</th>`)}</tr></thead><tbody>${rows.map(
    (cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;
