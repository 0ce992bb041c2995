import type { Content, Markup } from "./markup.ts";
import { html } from "./markup.ts";
import { ticks } from "./ticks.ts";

/** A function and its approximation, at the same places. */
export interface Curves {
  readonly x: readonly number[];
  readonly exact: readonly number[];
  readonly fitted: readonly number[];
}

/** How many values fell into each of equally wide bins. */
export interface Histogram {
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
}

/** What is drawn: the curves over the interval of the fit, and where the range data lies. */
export interface FitPicture {
  readonly title: string;
  readonly curves: Curves;
  readonly histogram: Histogram | null;
}

/** Measures of the drawing, in its own units: narrow, so that its text can be read on a phone. */
const WIDTH = 420;
const LEFT = 44;
const RIGHT = WIDTH - 10;
const TOP = 10;

interface Axes {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** Where a panel lies and what its axes show. */
interface Panel {
  readonly domain: readonly [number, number];
  readonly values: readonly [number, number];
  readonly bottom: number;
}

/** Both curves over the histogram of the values that the range data puts into the function; below, the difference of the curves. */
export const fitPlot = (picture: FitPicture): Markup => html`${curvesPanel(picture)}${differencePanel(picture)}`;

/** What the drawing means, once for many. */
export const FIT_LEGEND: Markup = html`<p class="legend"><span class="key key-a">exact</span><span class="key key-b">polynomial, and below its difference</span><span class="key key-c">range data</span></p>`;

function curvesPanel({ title, curves, histogram }: FitPicture): Markup {
  const panel = { domain: domainOf(curves), values: padded([...curves.exact, ...curves.fitted]), bottom: 210 };
  const axes = axesOf(panel);
  return html`<svg viewBox="0 0 ${WIDTH} 236" role="img" aria-label="${title}">${bars(histogram, panel, axes)}${frame(panel, axes, 5)}<path class="line exact" d="${path(curves.x, curves.exact, axes)}"/><path class="line fitted" d="${path(curves.x, curves.fitted, axes)}"/></svg>`;
}

function differencePanel({ title, curves }: FitPicture): Markup {
  const differences = curves.fitted.map((value, i) => value - curves.exact[i]!);
  const panel = { domain: domainOf(curves), values: padded([...differences, 0]), bottom: 84 };
  const axes = axesOf(panel);
  return html`<svg viewBox="0 0 ${WIDTH} 110" role="img" aria-label="${title}: difference">${frame(panel, axes, 4)}<path class="line difference" d="${path(curves.x, differences, axes)}"/></svg>`;
}

const domainOf = ({ x }: Curves): readonly [number, number] => [x[0]!, x.at(-1)!];

/** The ends of some values, with room above and below. */
function padded(values: readonly number[]): readonly [number, number] {
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  return [low - room, high + room];
}

function axesOf({ domain, values, bottom }: Panel): Axes {
  const map = (value: number, [low, high]: readonly [number, number], from: number, to: number): number =>
    rounded(from + ((value - low) / (high - low)) * (to - from));
  return { x: (value) => map(value, domain, LEFT, RIGHT), y: (value) => map(value, values, bottom, TOP) };
}

/** A tenth of a unit is less than a pixel. */
const rounded = (value: number): number => Math.round(10 * value) / 10;

function path(xs: readonly number[], ys: readonly number[], axes: Axes): string {
  return xs.map((x, i) => `${i === 0 ? "M" : "L"}${axes.x(x)} ${axes.y(ys[i]!)}`).join("");
}

/** Up to two fifths of the panel's height: the curves are what matters. */
function bars(histogram: Histogram | null, { domain, bottom }: Panel, { x }: Axes): Content {
  if (histogram === null) return null;
  const { low, high, counts } = histogram;
  const most = counts.reduce((max, count) => Math.max(max, count), 1);
  const width = (high - low) / counts.length;
  return counts.map((count, i) => {
    const [from, to] = [Math.max(low + i * width, domain[0]), Math.min(low + (i + 1) * width, domain[1])];
    if (count === 0 || to <= from) return null;
    const height = rounded((count / most) * (bottom - TOP) * 0.4);
    const w = rounded(Math.max(0.5, x(to) - x(from) - 0.5));
    return html`<rect class="counts" x="${x(from)}" y="${rounded(bottom - height)}" width="${w}" height="${height}"/>`;
  });
}

function frame({ domain, values, bottom }: Panel, { x, y }: Axes, count: number): Markup {
  const columns = ticks(...domain, 6).map(
    (mark) =>
      html`<path class="grid" d="M${x(mark)} ${TOP}V${bottom}"/><text class="tick" x="${x(mark)}" y="${bottom + 16}" text-anchor="middle">${mark}</text>`,
  );
  const rows = ticks(...values, count).map(
    (mark) =>
      html`<path class="grid" d="M${LEFT} ${y(mark)}H${RIGHT}"/><text class="tick" x="${LEFT - 6}" y="${y(mark) + 4}" text-anchor="end">${shortNumber(mark)}</text>`,
  );
  return html`${columns}${rows}`;
}

/** A number of an axis: as it is, or with an exponent where that is shorter. */
function shortNumber(value: number): string {
  const plain = String(value);
  return plain.length <= 6 ? plain : value.toExponential(0);
}
