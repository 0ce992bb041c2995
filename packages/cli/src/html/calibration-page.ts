import type { Reliability } from "@velum/tabular";
import { type CalibrateReport, methodText } from "../calibrate/calibration-text.ts";
import { grid } from "./grid.ts";
import { html, type Markup } from "./markup.ts";
import { page } from "./page.ts";
import { unitPlot } from "./unit-plot.ts";

/** A calibration as one page that needs nothing else: reliability before and after. It holds no score of a single row. */
export const calibrationPage = (report: CalibrateReport): string =>
  page(
    `${report.model.name} ${report.model.version}: calibration`,
    [headPart(report), figuresSection(report), reliabilitySection(report)],
    html`Made by <code>velum calibrate</code> from clear answers. Outputs and their promise are the same with and without it.`,
  );

function headPart({ model, rows, calibration }: CalibrateReport): Markup {
  return html`<header><h1>${model.name}: calibration</h1>
<p class="faint">version <code>${model.from}</code> became <code>${model.version}</code>, fitted to ${rows} rows that were neither trained nor evaluated on</p><p>${methodText(calibration)}</p></header>`;
}

function figuresSection({ before, after }: CalibrateReport): Markup {
  const figure = (name: string, pick: (one: Reliability) => number): readonly string[] => [
    name,
    pick(before).toFixed(4),
    pick(after).toFixed(4),
  ];
  const rises = after.logLoss > before.logLoss;
  return html`<section id="figures"><h2>Before and after</h2>${grid(
    ["", "before", "after, by cross-validation"],
    [
      figure("calibration error", ({ calibrationError }) => calibrationError),
      figure("Brier score", ({ brier }) => brier),
      figure("log loss", ({ logLoss }) => logLoss),
    ],
  )}${rises ? html`<p class="bad">The log loss rises: the model's own probabilities are better.</p>` : null}</section>`;
}

const LEGEND: Markup = html`<p class="legend"><span class="key key-a">before</span><span class="key key-b">after</span></p>`;

function reliabilitySection({ before, after }: CalibrateReport): Markup {
  const line = (meaning: "before" | "after", { bins }: Reliability) => ({
    meaning,
    points: bins.map(({ meanProbability, observed }) => [meanProbability, observed] as const),
    dots: true,
  });
  return html`<section id="reliability"><h2>Reliability</h2>${LEGEND}<div class="plots">${unitPlot("Reliability", ["mean probability", "observed part"], [line("before", before), line("after", after)])}</div>
<h3>Before</h3>${binsGrid(before)}<h3>After</h3>${binsGrid(after)}</section>`;
}

const binsGrid = ({ bins }: Reliability): Markup =>
  grid(
    ["probability", "rows", "said", "observed"],
    bins.map(({ lower, upper, count, meanProbability, observed }) => [
      `${lower.toFixed(1)} to ${upper.toFixed(1)}`,
      String(count),
      meanProbability.toFixed(3),
      observed.toFixed(3),
    ]),
  );
