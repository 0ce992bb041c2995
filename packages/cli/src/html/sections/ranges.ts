import type { Feature } from "@velum/tabular";
import { decimal } from "../../inspect/format.ts";
import type { Inspection, OutputFacts } from "../../inspect/inspection.ts";
import { featureText } from "../../inspect/sections.ts";
import { type Bar, type BarLine, barList } from "../bars.ts";
import { html, type Markup } from "../markup.ts";

/** What goes in, and how large what comes out can be. */
export function rangesSection({ schema, outputs }: Inspection): Markup {
  return html`<section id="ranges"><h2>Ranges and margins</h2>
<ul class="features">${schema.features.map(featureItem)}</ul>
<h3>Outputs</h3>${barList(outputs.map(outputLine))}
<p class="legend"><span class="key key-p">any legal row</span><span class="key key-c">stated in the contract; the modulus holds twice that</span></p></section>`;
}

const featureItem = (feature: Feature): Markup =>
  html`<li><code>${feature.name}</code>${feature.label === feature.name ? null : html` <span class="faint">${feature.label}</span>`}<br>${featureText(feature)}</li>`;

/** From minus to plus what the contract states. */
function outputLine({ name, largest, bound }: OutputFacts): BarLine {
  const percent = (value: number): number => 50 + (50 * value) / bound;
  const bar = (low: number, high: number, meaning: Bar["meaning"]): Bar => ({
    from: percent(low),
    to: percent(high),
    meaning,
  });
  return {
    label: html`<code>${name}</code>`,
    bars: [bar(-bound, bound, "bound"), ...(largest === null ? [] : [bar(-largest, largest, "proved")])],
    marks: [50],
    value: largest === null ? `±${bound}` : `±${decimal(largest)} of ±${bound}`,
    spoken: `at most ${largest === null ? bound : decimal(largest)}, stated as ${bound}`,
  };
}
