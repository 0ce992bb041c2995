import { type ReactElement, useCallback } from "react";
import { ChartCard } from "../../charts/chart-card.tsx";
import { numberText } from "../../charts/number-text.ts";
import { type Draw, PLOT_STYLE } from "../../charts/plot-view.tsx";
import type { Comparison, ErrorQuantiles } from "../evidence.ts";

/** How far encrypted outputs are from clear ones, against what the contract promises. */
export function ErrorChart({ comparison }: { readonly comparison: Comparison }): ReactElement {
  const { maxError, errors, complete } = comparison;
  const draw = useCallback<Draw>(
    (plot, width) => (complete ? drawHistogram(comparison, plot, width) : drawQuantiles(comparison, plot, width)),
    [comparison, complete],
  );
  const promise =
    maxError === null
      ? "The contract's promise speaks of another quantity."
      : errors.largest <= maxError
        ? `The largest is ${Math.round((100 * errors.largest) / maxError)} % of the promise.`
        : "The promise was broken.";
  return (
    <ChartCard
      title="Error against the promise"
      hint={`Encrypted output less clear output${complete ? ", by number of rows" : ": quantiles of its size"}. ${promise}`}
      summary={`Errors: median ${numberText(errors.median)}, largest ${numberText(errors.largest)}${maxError === null ? "" : `, promised at most ${numberText(maxError)}`}.`}
      draw={draw}
      height={complete ? 320 : 180}
      legend={[
        ["encrypted", "measured"],
        ...(maxError === null ? [] : [["promise", `promise: within ${numberText(maxError)}`] as const]),
      ]}
      numbers={{
        caption: "Absolute errors of the outputs",
        columns: ["quantile", "error", ...(maxError === null ? [] : ["part of the promise"])],
        rows: quantileRows(errors).map(([name, value]) => [
          name,
          numberText(value),
          ...(maxError === null ? [] : [`${((100 * value) / maxError).toFixed(1)} %`]),
        ]),
      }}
    />
  );
}

const quantileRows = ({ rms, median, p90, p99, largest }: ErrorQuantiles): readonly (readonly [string, number])[] => [
  ["root mean square", rms],
  ["median", median],
  ["90 %", p90],
  ["99 %", p99],
  ["largest", largest],
];

/** Half of the number of bars: a bar ends at zero. */
const BARS = 20;

function drawHistogram({ points, maxError, errors }: Comparison, plot: Parameters<Draw>[0], width: number): Element {
  const end = Math.max(errors.largest, maxError ?? 0) * 1.08 || 1;
  const gaps = points.map(({ clear, encrypted }) => encrypted - clear);
  return plot.plot({
    width,
    height: Math.min(width, 340),
    marginLeft: 44,
    marginBottom: 40,
    style: PLOT_STYLE,
    x: {
      label: "error of the output",
      domain: [-end, end],
      ticks: width < 420 ? 4 : 7,
      tickFormat: (value: number) => numberText(value),
    },
    y: { label: "rows", ticks: 4 },
    marks: [
      plot.gridY({ stroke: "var(--chart-grid)", strokeOpacity: 1 }),
      plot.rectY(gaps, {
        ...plot.binX(
          { y: "count" },
          { x: (gap: number) => gap, thresholds: Array.from({ length: 2 * BARS + 1 }, (_, i) => end * (i / BARS - 1)) },
        ),
        fill: "var(--chart-encrypted)",
        insetLeft: 1,
      }),
      plot.ruleY([0], { stroke: "var(--chart-plain)" }),
      ...(maxError === null
        ? []
        : [
            plot.ruleX([-maxError, maxError], {
              stroke: "var(--chart-promise)",
              strokeWidth: 2,
              strokeDasharray: "2 3",
            }),
          ]),
    ],
  });
}

function drawQuantiles({ errors, maxError }: Comparison, plot: Parameters<Draw>[0], width: number): Element {
  const rows = quantileRows(errors).map(([name, value]) => ({ name, value }));
  return plot.plot({
    width,
    height: 180,
    marginLeft: 110,
    marginBottom: 40,
    style: PLOT_STYLE,
    x: {
      label: "size of the error",
      domain: [0, Math.max(errors.largest, maxError ?? 0) * 1.05 || 1],
      ticks: 5,
      tickFormat: (value: number) => numberText(value),
    },
    y: { label: null, domain: rows.map(({ name }) => name) },
    marks: [
      plot.gridX({ stroke: "var(--chart-grid)", strokeOpacity: 1 }),
      plot.barX(rows, { x: "value", y: "name", fill: "var(--chart-encrypted)", insetTop: 3, insetBottom: 3, rx: 2 }),
      ...(maxError === null
        ? []
        : [plot.ruleX([maxError], { stroke: "var(--chart-promise)", strokeWidth: 2, strokeDasharray: "2 3" })]),
    ],
  });
}
