import { decimal, interval } from "../../inspect/format.ts";
import type { ActivationFacts } from "../../inspect/inspection.ts";
import { FIT_LEGEND, fitPlot } from "../fit-plot.ts";
import { html, type Markup } from "../markup.ts";

/** Wide layers: the worst fits are drawn, the rest are like them or better. */
const MOST_DRAWN = 18;

/** Each function, its polynomial, and what the range data puts in. */
export function activationsSection(activations: readonly ActivationFacts[]): Markup | null {
  if (activations.length === 0) return null;
  const drawn =
    activations.length <= MOST_DRAWN
      ? activations
      : activations.toSorted((a, b) => b.largestError - a.largestError).slice(0, MOST_DRAWN);
  return html`<section id="activations"><h2>Activations and their polynomials</h2>${FIT_LEGEND}<div class="fits">${drawn.map(fit)}</div>${
    drawn.length === activations.length
      ? null
      : html`<p class="faint">The ${drawn.length} worst of ${activations.length}, the largest error first.</p>`
  }</section>`;
}

function fit(activation: ActivationFacts): Markup {
  const {
    name,
    function: label,
    degree,
    exact,
    largestError,
    largestErrorBeyond,
    outside,
    proved,
    curves,
    histogram,
  } = activation;
  const [low, high] = activation.interval;
  const beyond = proved[0] < low || proved[1] > high;
  const title = `${name}: ${label}`;
  return html`<div class="fit"><h3>${title}</h3><p class="faint">${
    exact
      ? `A polynomial of degree ${degree}, exactly.`
      : `Degree ${degree} on ${interval(activation.interval)}, off by at most ${decimal(largestError)} there.`
  } Any legal row puts in ${interval(proved)}${beyond && !exact ? `, where it is off by up to ${decimal(largestErrorBeyond)}` : ""}.${
    outside === null ? "" : ` ${decimal(100 * outside)} % of the range data lie outside.`
  }</p>${fitPlot({ title, curves, histogram, exact })}</div>`;
}
