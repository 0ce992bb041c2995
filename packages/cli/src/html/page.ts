import type { Change } from "../inspect/compare.ts";
import type { Inspection, ModelFacts } from "../inspect/inspection.ts";
import { html, Markup } from "./markup.ts";
import { activationsSection } from "./sections/activations.ts";
import { bullets } from "./sections/bullets.ts";
import { headPart, layersSection } from "./sections/model.ts";
import { definitions, planSection } from "./sections/plan.ts";
import { rangesSection } from "./sections/ranges.ts";
import { STYLE } from "./style.ts";

/** An inspection as one page that needs nothing else: no script, no font, no address. */
export const inspectionPage = (inspection: Inspection): string =>
  page(`${inspection.model.name} ${inspection.model.version}`, [
    headPart(inspection),
    sentences("warnings", "Warnings", inspection.warnings),
    sentences("hints", "Hints", inspection.hints),
    layersSection(inspection),
    activationsSection(inspection.activations),
    rangesSection(inspection),
    ...inspection.plans.map(planSection),
    refusedPlans(inspection),
    disclosureSection(inspection),
    sentences("contract", "What the contract discloses", inspection.contractDiscloses),
  ]);

/** What two models differ in, as one page. */
export const changesPage = (before: ModelFacts, after: ModelFacts, changes: readonly Change[]): string =>
  page(`${before.name} ${before.version} and ${after.name} ${after.version}`, [
    html`<header><h1>${before.name} ${before.version} and ${after.name} ${after.version}</h1></header>`,
    changes.length === 0
      ? html`<section><p>No difference in what the two bundles say.</p></section>`
      : html`<section><h2>What differs</h2><div class="scroll"><table><thead><tr><th>what</th><th>before</th><th>after</th></tr></thead><tbody>${changes.map(changeRow)}</tbody></table></div></section>`,
  ]);

const changeRow = ({ section, name, before, after }: Change): Markup =>
  html`<tr><td>${section}${name === "" ? null : html`<br><span class="faint">${name}</span>`}</td><td>${before}</td><td>${after}</td></tr>`;

const INSPECTED: Markup = html`Made by <code>velum inspect</code>. For the model's owner: it tells more of the model than the contract does.`;

/** A page around parts. Nothing may be loaded, so nothing that slipped in could call anywhere. */
export function page(title: string, parts: readonly (Markup | null)[], footer: Markup = INSPECTED): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><title>${title}</title><style>${new Markup(STYLE)}</style></head>
<body><main>${parts}<footer>${footer}</footer></main></body></html>
`.text;
}

function sentences(id: string, title: string, list: readonly string[]): Markup | null {
  if (list.length === 0) return null;
  return html`<section id="${id}" class="${id}"><h2>${title}</h2>${bullets(list)}</section>`;
}

function refusedPlans({ refusedPlans: refused }: Inspection): Markup | null {
  if (refused.length === 0) return null;
  return html`<section id="refused"><h2>Plans that were not made</h2>${definitions(refused.map(({ plan, reason }) => [plan, reason]))}</section>`;
}

function disclosureSection({ disclosure, plans, serverLearns, clientLearns }: Inspection): Markup {
  return html`<section id="learns"><h2>Who learns what</h2>
${definitions([
  ["effective parameters", String(disclosure.effectiveParameters)],
  ["answers that determine the model", `about ${disclosure.answersThatDetermine}`],
  ...plans.map(({ name, rows }) => [`one request of ${name} gives`, `${rows} answer${rows === 1 ? "" : "s"}`] as const),
])}
<h3>The server</h3>${bullets(serverLearns)}<h3>The client</h3>${bullets(clientLearns)}</section>`;
}
