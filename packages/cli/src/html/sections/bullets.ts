import { html, type Markup } from "../markup.ts";

/** Sentences as a list. */
export const bullets = (list: readonly string[]): Markup =>
  html`<ul class="plain">${list.map((line) => html`<li>${line}</li>`)}</ul>`;
