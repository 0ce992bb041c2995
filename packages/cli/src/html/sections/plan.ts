import { byteSize, counted, decimal } from "../../inspect/format.ts";
import type { PlanFacts } from "../../inspect/inspection.ts";
import {
  costFacts,
  operationsText,
  parametersText,
  privacyText,
  promiseText,
  protectionText,
} from "../../inspect/sections.ts";
import { type BarLine, barList } from "../bars.ts";
import { type Content, html, type Markup } from "../markup.ts";
import { ladder } from "./ladder.ts";

/** One plan: how it computes, what that costs, how exact and how safe it is. */
export function planSection(plan: PlanFacts): Markup {
  const { name, layout, rows, input, bytes, keySetBytes } = plan;
  return html`<section id="plan-${name}"><h2>Plan <code>${name}</code></h2>
<p>${counted(rows, "row")} a request, layout <code>${layout}</code>, ${counted(input.ciphertexts, "ciphertext")} with ${counted(input.valuesPerRow, "number")} a row.</p>
${definitions([
  ["parameters", parametersText(plan)],
  ["promise", promiseText(plan)],
  ...(keySetBytes === 0 ? [] : [["key set, uploaded once", byteSize(keySetBytes)] as const]),
  ...costFacts(plan),
  ["protection", protectionText(plan)],
  ["model privacy", privacyText(plan)],
])}
<h3>Levels and scales, step by step</h3>${ladder(plan)}
<h3>Parameters and security against their limits</h3>${barList(limitLines(plan))}
${precisionPart(plan)}
<h3>Bytes</h3>${barList(byteLines(bytes))}
<h3>Operations</h3><p>${operationsText(plan)}: kernel calls over one limb of ${plan.parameters.ringDegree} residues.</p></section>`;
}

/** Names and values of a definition list. */
export const definitions = (entries: readonly (readonly [name: string, value: Content])[]): Markup =>
  html`<dl>${entries.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;

/** The level of security that every preset clears. */
const SECURITY = 128;

function limitLines({ parameters, protection }: PlanFacts): readonly BarLine[] {
  const { totalBits, limitBits, securityBits } = parameters;
  const { released, releaseCap, modelPrivacy } = protection;
  return [
    {
      label: "modulus",
      bars: [{ from: 0, to: (100 * totalBits) / limitBits, meaning: "used" }],
      marks: [100],
      value: `${totalBits.toFixed(1)} of ${limitBits} bits`,
      spoken: `modulus ${totalBits.toFixed(1)} of ${limitBits} bits`,
    },
    ...(securityBits === null ? [] : [securityLine(securityBits)]),
    {
      label: "released values",
      bars: [{ from: 0, to: (100 * released) / Math.max(released, releaseCap), meaning: "used" }],
      marks: [(100 * releaseCap) / Math.max(released, releaseCap)],
      value: modelPrivacy === "any-key" ? `${released} of ${releaseCap}` : `${released}, above ${releaseCap}`,
      spoken: `${released} released values, ${releaseCap} are safe for any key`,
    },
  ];
}

const securityLine = (bits: number): BarLine => ({
  label: "security",
  bars: [{ from: 0, to: (50 * bits) / SECURITY, meaning: "used" }],
  marks: [50],
  value: `${bits} bits, at least ${SECURITY}`,
  spoken: `${bits} bits of security, at least ${SECURITY}`,
});

/** Errors are drawn by their logarithm: six powers of ten below the promise. */
const DECADES = 6;

function precisionPart({ precision: { sources, rms, worst, maxError } }: PlanFacts): Markup | null {
  if (rms === null || worst === null) return null;
  const percent = (error: number): number => 100 * (1 + Math.log10(error / maxError) / DECADES);
  const line = (label: Content, error: number, meaning: "used" | "limit"): BarLine => ({
    label,
    bars: error === 0 ? [] : [{ from: 0, to: percent(error), meaning }],
    value: decimal(error),
    spoken: decimal(error),
  });
  const bySize = Object.entries(sources).sort(([, a], [, b]) => b - a);
  return html`<h3>Precision budget by source</h3>${barList([
    ...bySize.map(([source, sd]) => line(source, sd, "used")),
    line(html`<b>all together</b>`, rms, "used"),
    line(html`<b>worst expected</b>`, worst, "limit"),
    line(html`<b>promise</b>`, maxError, "limit"),
  ])}<p class="faint">Standard deviations in units of the output, on a logarithmic scale.</p>`;
}

function byteLines({ request, response }: PlanFacts["bytes"]): readonly BarLine[] {
  const most = Math.max(request, response);
  return (
    [
      ["up, a request", request],
      ["down, its answer", response],
    ] as const
  ).map(([label, bytes]) => ({
    label,
    bars: [{ from: 0, to: (100 * bytes) / most, meaning: "used" }],
    value: byteSize(bytes),
    spoken: byteSize(bytes),
  }));
}
