import type { Content, Markup } from "./markup.ts";
import { html } from "./markup.ts";

/** A part of a bar, in percent of its full length. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  /** Class of the style sheet: what the part means. */
  readonly meaning: "used" | "rest" | "limit" | "proved" | "bound";
}

/** One line of a list of bars: what, a drawing, how much. */
export interface BarLine {
  readonly label: Content;
  readonly bars: readonly Bar[];
  /** Places of marks across the bar, in percent. */
  readonly marks?: readonly number[];
  readonly value: Content;
  /** For people who hear the page. */
  readonly spoken: string;
}

/** Bars below each other on one scale. Labels and values are text of the page, so that they stay readable on a phone. */
export const barList = (lines: readonly BarLine[]): Markup => html`<ul class="bars">${lines.map(barLine)}</ul>`;

const barLine = ({ label, bars, marks = [], value, spoken }: BarLine): Markup =>
  html`<li><span class="label">${label}</span><svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="${spoken}"><rect class="track" width="100" height="10"/>${bars.map(drawBar)}${marks.map(
    (at) => html`<path class="mark" d="M${place(at)} 0V10"/>`,
  )}</svg><span class="value">${value}</span></li>`;

function drawBar({ from, to, meaning }: Bar): Markup {
  const [left, right] = [place(Math.min(from, to)), place(Math.max(from, to))];
  return html`<rect class="${meaning}" x="${left}" y="0" width="${Math.max(0.2, Math.round(100 * (right - left)) / 100)}" height="10"/>`;
}

/** Within the bar, to a hundredth of a percent. */
const place = (percent: number): number => Math.round(100 * Math.min(100, Math.max(0, percent))) / 100;
