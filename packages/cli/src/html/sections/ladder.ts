import type { PlanFacts } from "../../inspect/inspection.ts";
import { barList } from "../bars.ts";
import { html, type Markup } from "../markup.ts";

/**
 * Levels and scales from step to step, as a ladder that goes down: how much of the modulus is left, how much of it the scale
 * takes, and where the largest output ends.
 */
export function ladder({ steps }: PlanFacts): Markup {
  const most = Math.max(...steps.map(({ modulusBits }) => modulusBits));
  const percent = (bits: number): number => (100 * bits) / most;
  const lines = steps.map(({ kind, count, level, modulusBits, scaleBits, valueBits }) => ({
    label: html`${kind}${count === 1 ? null : html` <span class="faint">× ${count}</span>`}`,
    bars: [
      { from: 0, to: percent(modulusBits), meaning: "rest" as const },
      { from: 0, to: percent(scaleBits), meaning: "used" as const },
    ],
    marks: valueBits === null ? [] : [percent(valueBits)],
    value: html`level ${level}: scale 2<sup>${scaleBits.toFixed(1)}</sup> of ${modulusBits.toFixed(1)} bits`,
    spoken: `${kind}: scale ${scaleBits.toFixed(1)} of ${modulusBits.toFixed(1)} bits`,
  }));
  return html`${barList(lines)}<p class="legend"><span class="key key-c">modulus left</span><span class="key key-a">scale</span><span class="key key-b">largest output</span></p>`;
}
