import { byteSize, counted, decimal, duration } from "../../inspect/format.ts";
import type { Inspection, PlanFacts } from "../../inspect/inspection.ts";
import { html, type Markup } from "../markup.ts";

/** Name, and the figures that people ask for first. */
export function headPart({ model, plans, approximation, disclosure }: Inspection): Markup {
  const [plan] = plans;
  const tiles: readonly Tile[] = [
    ...(plan === undefined ? [] : planTiles(plan)),
    [`about ${disclosure.answersThatDetermine}`, "answers determine the model, whatever the cryptography"],
    ...(approximation === null || approximation.sameLabel === null
      ? []
      : [labelTile(approximation.sameLabel, approximation.rows)]),
  ];
  return html`<header><h1>${model.title}</h1>
<p class="faint"><code>${model.name}</code> version <code>${model.version}</code>, ${byteSize(model.fileBytes)}${
    model.contractDigest === null ? null : html`, contract <code>${model.contractDigest.slice(0, 16)}…</code>`
  }</p>
<ul class="tiles">${tiles.map(([value, what]) => html`<li><b>${value}</b><span>${what}</span></li>`)}</ul></header>`;
}

type Tile = readonly [value: string, what: string];

function planTiles({ name, precision, cost, bytes, parameters: { securityBits } }: PlanFacts): readonly Tile[] {
  return [
    [decimal(precision.maxError), "largest error of an output, promised"],
    ...(cost === null
      ? []
      : [[duration(1000 * cost.milliseconds), `server time a request of plan ${name}, estimated`] as const]),
    [byteSize(bytes.request), "sent with a request"],
    [byteSize(bytes.response), "received"],
    ...(securityBits === null
      ? []
      : [[`${securityBits} bits`, "security of the inputs, by lattice-estimator"] as const]),
  ];
}

const labelTile = (same: number, rows: number): Tile => [
  `${same} of ${rows}`,
  "rows of range data have the same label as in the original model",
];

/** What became of each layer, and how good the approximation is. */
export function layersSection({ layers, approximation }: Inspection): Markup | null {
  if (layers.length === 0 && approximation === null) return null;
  return html`<section id="layers"><h2>What became of the layers</h2>${layers.length === 0 ? null : layersTable(layers)}${
    approximation === null
      ? null
      : html`<p>The approximated model against the original, in the clear on ${counted(approximation.rows, "row")} of range data: outputs differ by at most ${decimal(approximation.largest)}, rms ${decimal(approximation.rms)}${
          approximation.sameLabel === null ? null : `; ${approximation.sameLabel} labels are the same`
        }. The promise counts from the approximated model.</p>`
  }</section>`;
}

const layersTable = (layers: Inspection["layers"]): Markup =>
  html`<div class="scroll"><table><thead><tr><th>in the model</th><th>became</th></tr></thead><tbody>${layers.map(
    ({ from, became }) => html`<tr><td>${from.replace("->", "→")}</td><td>${became}</td></tr>`,
  )}</tbody></table></div>`;
