import { type Curves, type ErrorQuantiles, type Evaluation, WAYS } from "../evaluate/evaluation.ts";
import {
  costFacts,
  DIFFERING_TITLES,
  differingCells,
  intervalText,
  metricName,
  originalFacts,
  verdicts,
} from "../evaluate/facts.ts";
import { decimal } from "../inspect/format.ts";
import { grid } from "./grid.ts";
import { latencyBars } from "./latency-bars.ts";
import { html, type Markup } from "./markup.ts";
import { page } from "./page.ts";
import { definitions } from "./sections/plan.ts";
import { unitPlot } from "./unit-plot.ts";

/** An evaluation as one page that needs nothing else: no script, no font, no address. */
export const evaluationPage = (evaluation: Evaluation): string =>
  page(
    `${evaluation.model.name} ${evaluation.model.version}: evaluation`,
    [
      headPart(evaluation),
      metricsSection(evaluation),
      curvesSection(evaluation),
      confusionSection(evaluation),
      errorsSection(evaluation),
      differingSection(evaluation),
      originalSection(evaluation),
      searchSection(evaluation),
      html`<section id="cost"><h2>What it took</h2><h3>One row, part by part</h3>${latencyBars(evaluation.latency)}${definitions(costFacts(evaluation))}</section>`,
      html`<section id="notes"><h2>Notes</h2><ul class="plain">${evaluation.notes.map((note) => html`<li>${note}</li>`)}</ul></section>`,
    ],
    html`Made by <code>velum evaluate</code>. For the model's owner: it holds scores of single rows.`,
  );

function headPart(evaluation: Evaluation): Markup {
  const { model, data, passed } = evaluation;
  return html`<header><h1>${model.title}: encrypted against clear</h1>
<p class="faint"><code>${model.name}</code> version <code>${model.version}</code>, contract <code>${model.contractDigest.slice(0, 16)}…</code>, ${data.rows} rows</p>
<p><b class="${passed ? "good" : "bad"}">${passed ? "Passed" : "Failed"}</b></p><ul class="plain">${verdicts(
    evaluation,
  ).map(
    ({ good, text }) =>
      html`<li><span class="${good ? "good" : "bad"}">${good ? "kept" : "broken"}</span> ${text}</li>`,
  )}</ul></header>`;
}

function metricsSection({ metrics }: Evaluation): Markup {
  const rows = Object.keys(metrics.clear).map((name) => [
    metricName(name),
    ...WAYS.map((way) => (metrics[way][name] === undefined ? "" : intervalText(metrics[way][name]))),
  ]);
  return html`<section id="metrics"><h2>Metrics, with 95 % intervals</h2>${grid(["", ...WAYS], rows)}</section>`;
}

const LEGEND: Markup = html`<p class="legend"><span class="key key-a">clear</span><span class="key key-b">encrypted</span></p>`;

function curvesSection({ curves }: Evaluation): Markup | null {
  if (curves === null) return null;
  const lines = (points: (one: Curves) => readonly (readonly [number, number])[], dots: boolean) =>
    (["clear", "encrypted"] as const).map((meaning) => ({ meaning, points: points(curves[meaning]), dots }));
  const reliable = ({ reliability }: Curves) =>
    reliability.bins.map(({ meanProbability, observed }) => [meanProbability, observed] as const);
  const roc = (one: Curves) =>
    one.roc.map(({ falsePositiveRate, truePositiveRate }) => [falsePositiveRate, truePositiveRate] as const);
  const hasRoc = curves.clear.roc.length > 0;
  return html`<section id="curves"><h2>${hasRoc ? "Reliability and ROC" : "Reliability of the label that was said"}</h2>${LEGEND}<div class="plots">${unitPlot("Reliability", ["mean probability", "observed part"], lines(reliable, true))}${
    hasRoc ? unitPlot("ROC", ["false positive rate", "true positive rate"], lines(roc, false)) : null
  }</div></section>`;
}

function confusionSection({ confusion, data: { labels } }: Evaluation): Markup | null {
  if (confusion === null) return null;
  const matrix = (way: "clear" | "encrypted") =>
    html`<h3>${way}</h3>${grid(
      ["was \\ said", ...labels],
      confusion[way].map((counts, i) => [labels[i] ?? "", ...counts.map(String)]),
    )}`;
  return html`<section id="confusion"><h2>Confusion matrix</h2>${matrix("clear")}${matrix("encrypted")}</section>`;
}

function errorsSection({ errors, worstRows }: Evaluation): Markup {
  const row = (name: string, { rms, median, p90, p99, largest }: ErrorQuantiles): readonly string[] => [
    name,
    ...[rms, median, p90, p99, largest].map(decimal),
  ];
  const worst = worstRows.map(({ row: place, plan, error, clear, encrypted }) => [
    `row ${place}`,
    plan,
    decimal(error),
    clear.map((value) => value.toFixed(5)).join(", "),
    encrypted.map((value) => value.toFixed(5)).join(", "),
  ]);
  return html`<section id="errors"><h2>Error of the outputs against clear</h2>${grid(
    ["", "rms", "median", "90 %", "99 %", "largest"],
    [row("simulated", errors.simulated), row("encrypted", errors.encrypted)],
  )}<h3>Worst rows</h3>${grid(["", "plan", "error", "clear", "encrypted"], worst)}</section>`;
}

function differingSection({ agreement }: Evaluation): Markup | null {
  if (agreement === null || agreement.differing.length === 0) return null;
  return html`<section id="differing"><h2>Rows with another label</h2><p>The error of a row, how little error would change its label, and what is promised.</p>${grid(DIFFERING_TITLES, agreement.differing.map(differingCells))}</section>`;
}

function originalSection({ original }: Evaluation): Markup | null {
  if (original === null) return null;
  return html`<section id="original"><h2>The original file</h2>${definitions(originalFacts(original))}</section>`;
}

function searchSection({ search }: Evaluation): Markup | null {
  if (search === null) return null;
  const { row, ...found } = search;
  return html`<section id="search"><h2>Worst input inside the contract's ranges</h2><p>Made up by a search over ${found.tried} rows, nobody's values: off by ${decimal(found.largest)}, promised ${decimal(found.maxError)}.</p>${definitions(
    Object.entries(row).map(([name, value]) => [name, value === null ? "missing" : String(value)] as const),
  )}</section>`;
}
