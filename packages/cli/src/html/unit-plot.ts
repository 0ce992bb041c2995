import { html, type Markup } from "./markup.ts";

/** One line of a plot, from left to right. */
export interface UnitLine {
  /** Class of the style sheet. */
  readonly meaning: "clear" | "encrypted" | "before" | "after";
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Marks the points, too. */
  readonly dots: boolean;
}

const SIZE = 320;
const LEFT = 42;
const TOP = 8;
const BOTTOM = 36;
const RIGHT = 10;

const across = (value: number): number => tenth(LEFT + value * (SIZE - LEFT - RIGHT));
const up = (value: number): number => tenth(SIZE - BOTTOM - value * (SIZE - TOP - BOTTOM));
/** A tenth of a unit is less than a pixel. */
const tenth = (value: number): number => Math.round(10 * value) / 10;

/**
 * Lines over the unit square, with its diagonal: reliability and ROC.
 * @param axes - what the two directions are
 */
export const unitPlot = (title: string, axes: readonly [x: string, y: string], lines: readonly UnitLine[]): Markup =>
  html`<figure><figcaption>${title}</figcaption><svg viewBox="0 0 ${SIZE} ${SIZE}" role="img" aria-label="${title}">${grid()}<path class="line ideal" d="M${across(0)} ${up(0)}L${across(1)} ${up(1)}"/>${lines.map(drawLine)}<text class="tick" x="${across(0.5)}" y="${SIZE - 4}" text-anchor="middle">${axes[0]}</text><text class="tick" x="10" y="${up(0.5)}" text-anchor="middle" transform="rotate(-90 10 ${up(0.5)})">${axes[1]}</text></svg></figure>`;

function drawLine({ meaning, points, dots }: UnitLine): Markup {
  const path = points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${across(x)} ${up(y)}`).join("");
  // Rings around dots, so that both are seen where they are the same.
  const radius = meaning === "clear" || meaning === "before" ? 5 : 2.5;
  const marks = dots
    ? points.map(([x, y]) => html`<circle class="point ${meaning}" cx="${across(x)}" cy="${up(y)}" r="${radius}"/>`)
    : [];
  return html`<path class="line ${meaning}" d="${path}"/>${marks}`;
}

const grid = (): readonly Markup[] =>
  [0, 0.2, 0.4, 0.6, 0.8, 1].map(
    (mark) =>
      html`<path class="grid" d="M${across(mark)} ${up(0)}V${up(1)}M${across(0)} ${up(mark)}H${across(1)}"/><text class="tick" x="${across(mark)}" y="${up(0) + 15}" text-anchor="middle">${mark}</text><text class="tick" x="${LEFT - 5}" y="${up(mark) + 4}" text-anchor="end">${mark}</text>`,
  );
