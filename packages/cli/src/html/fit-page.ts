import type { Fit } from "../inspect/fit.ts";
import { PLAN_COLUMNS, planCells } from "../inspect/plans-table.ts";
import { html, type Markup } from "./markup.ts";
import { page } from "./page.ts";
import { bullets } from "./sections/bullets.ts";
import { layersTable } from "./sections/model.ts";
import { definitions } from "./sections/plan.ts";

/** Whether a model file will fit, as one page. */
export const fitPage = ({ name, fits, layers, obstacle, plans, refusedPlans, assumptions }: Fit): string =>
  page(name, [
    html`<header><h1>${name} ${fits ? html`<span class="good">fits</span>` : html`<span class="bad">does not fit</span>`}</h1></header>`,
    obstacle === null
      ? null
      : html`<section class="warnings"><h2>What stands in the way</h2><p><code>${obstacle.code}</code></p><p>${obstacle.message}</p></section>`,
    layers.length === 0
      ? null
      : html`<section id="layers"><h2>What becomes of the layers</h2>${layersTable(layers)}</section>`,
    plans.length === 0 ? null : html`<section id="plans"><h2>Plans, estimated</h2>${plansTable(plans)}</section>`,
    refusedPlans.length === 0
      ? null
      : html`<section id="refused"><h2>Plans that would not be made</h2>${definitions(refusedPlans.map(({ plan, reason }) => [plan, reason]))}</section>`,
    assumptions.length === 0
      ? null
      : html`<section id="assumed"><h2>What was assumed</h2>${bullets(assumptions)}</section>`,
  ]);

const plansTable = (plans: Fit["plans"]): Markup =>
  html`<div class="scroll"><table><thead><tr>${PLAN_COLUMNS.map(({ title }) => html`<th>${title}</th>`)}</tr></thead><tbody>${plans.map(
    (plan) => html`<tr>${planCells(plan).map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;
