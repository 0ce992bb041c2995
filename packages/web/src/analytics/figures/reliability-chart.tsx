import type { Reliability } from "@velum/tabular";
import { type ReactElement, useCallback } from "react";
import { ChartCard } from "../../charts/chart-card.tsx";
import type { Meaning } from "../../charts/legend.tsx";
import { type Draw, PLOT_STYLE } from "../../charts/plot-view.tsx";
import type { ReliabilityFigures } from "../evidence.ts";

const HINTS: Readonly<Record<ReliabilityFigures["by"], string>> = {
  contract:
    "Of encrypted answers, before and after the contract's calibration, which is applied in this tab after decryption.",
  folds:
    "Of encrypted answers as they are, and after Platt scaling fitted on the other four fifths of these rows. This contract has no calibration of its own.",
  report:
    "Of encrypted answers as the contract reads them. The report does not hold what they were before a calibration.",
  label: "Of encrypted answers: the probability of the label that was said, against how often it was right.",
};

/** Whether a probability of 0.7 comes true in seven of ten cases. */
export function ReliabilityChart({ reliability }: { readonly reliability: ReliabilityFigures }): ReactElement {
  const { before, after, by } = reliability;
  const draw = useCallback<Draw>(
    (plot, width) =>
      plot.plot({
        width,
        height: Math.min(width, 360),
        marginLeft: 44,
        marginBottom: 40,
        style: PLOT_STYLE,
        x: { label: "mean probability", domain: [0, 1], ticks: 5 },
        y: { label: "observed part", domain: [0, 1], ticks: 5 },
        r: { range: [3, 9], domain: [1, mostRows(before, after)] },
        marks: [
          plot.gridX({ stroke: "var(--chart-grid)", strokeOpacity: 1 }),
          plot.gridY({ stroke: "var(--chart-grid)", strokeOpacity: 1 }),
          plot.line(
            [
              [0, 0],
              [1, 1],
            ],
            { stroke: "var(--chart-plain)", strokeDasharray: "4 4" },
          ),
          ...(before === null ? [] : bins(plot, before, "var(--chart-clear)", "5 5")),
          ...(after === null ? [] : bins(plot, after, "var(--chart-encrypted)", "")),
        ],
      }),
    [before, after],
  );
  const legend: (readonly [Meaning, string])[] = [];
  if (before !== null) legend.push(["clear", `before, error ${before.calibrationError.toFixed(3)}`]);
  if (after !== null)
    legend.push([
      "encrypted",
      `${before === null ? "as answered" : "after"}, error ${after.calibrationError.toFixed(3)}`,
    ]);
  return (
    <ChartCard
      title="Reliability"
      hint={`${HINTS[by]} On the line, probabilities come true as often as they say; larger dots are more rows.`}
      summary={`Reliability diagram: expected calibration error ${[before && `${before.calibrationError.toFixed(3)} before`, after && `${after.calibrationError.toFixed(3)} after`].filter(Boolean).join(", ")}.`}
      draw={draw}
      height={320}
      legend={legend}
      numbers={{
        caption: "Bins of the reliability diagram",
        columns: ["", "probabilities", "rows", "mean probability", "observed"],
        rows: [...binRows("before", before), ...binRows("after", after)],
      }}
    />
  );
}

const mostRows = (...all: readonly (Reliability | null)[]): number =>
  Math.max(2, ...all.flatMap((one) => one?.bins.map(({ count }) => count) ?? []));

function bins(plot: Parameters<Draw>[0], { bins: points }: Reliability, color: string, dashes: string) {
  const place = { x: "meanProbability", y: "observed" };
  return [
    plot.line(points, { ...place, stroke: color, strokeWidth: 2, strokeDasharray: dashes }),
    plot.dot(points, { ...place, r: "count", stroke: color, strokeWidth: 2, fill: "var(--velum-surface)" }),
  ];
}

const binRows = (name: string, reliability: Reliability | null): readonly (readonly string[])[] =>
  (reliability?.bins ?? []).map(({ lower, upper, count, meanProbability, observed }) => [
    name,
    `${lower.toFixed(1)} to ${upper.toFixed(1)}`,
    String(count),
    meanProbability.toFixed(3),
    observed.toFixed(3),
  ]);
