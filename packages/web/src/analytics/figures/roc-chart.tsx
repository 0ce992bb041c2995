import { type ReactElement, useCallback, useMemo } from "react";
import { ChartCard } from "../../charts/chart-card.tsx";
import type { Meaning } from "../../charts/legend.tsx";
import { shareText } from "../../charts/number-text.ts";
import { type Draw, PLOT_STYLE } from "../../charts/plot-view.tsx";
import { areaUnder, atThreshold } from "../at-threshold.ts";
import type { BinaryFigures } from "../evidence.ts";

/** What every threshold lets through, and where the chosen one stands. */
export function RocChart({
  binary,
  threshold,
}: {
  readonly binary: BinaryFigures;
  readonly threshold: number;
}): ReactElement {
  const { roc } = binary;
  const chosen = useMemo(() => atThreshold(binary, roc.encrypted, threshold).point, [binary, roc, threshold]);
  const areas = useMemo(
    () => ({ encrypted: areaUnder(roc.encrypted), clear: roc.clear === null ? null : areaUnder(roc.clear) }),
    [roc],
  );
  const draw = useCallback<Draw>(
    (plot, width) => {
      const size = Math.min(width, 360);
      const line = { x: "falsePositiveRate", y: "truePositiveRate", strokeWidth: 2.5 };
      return plot.plot({
        width,
        height: size,
        marginLeft: 44,
        marginBottom: 40,
        style: PLOT_STYLE,
        x: { label: "false positive rate", domain: [0, 1], ticks: 5 },
        y: { label: "true positive rate", domain: [0, 1], ticks: 5 },
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
          plot.areaY(roc.encrypted, {
            x: "falsePositiveRate",
            y1: 0,
            y2: "truePositiveRate",
            fill: "var(--chart-soft)",
            fillOpacity: 0.55,
          }),
          plot.line(roc.encrypted, { ...line, stroke: "var(--chart-encrypted)" }),
          ...(roc.clear === null
            ? []
            : [
                plot.line(roc.clear, { ...line, strokeWidth: 2, stroke: "var(--chart-clear)", strokeDasharray: "5 5" }),
              ]),
          plot.dot([chosen], {
            ...{ x: "falsePositiveRate", y: "truePositiveRate", r: 6.5 },
            ...{ fill: "var(--velum-surface)", stroke: "var(--chart-promise)", strokeWidth: 3 },
          }),
        ],
      });
    },
    [roc, chosen],
  );
  const legend: (readonly [Meaning, string])[] = [["encrypted", `encrypted, area ${areas.encrypted.toFixed(3)}`]];
  if (areas.clear !== null) legend.push(["clear", `clear, area ${areas.clear.toFixed(3)}`]);
  return (
    <ChartCard
      title="ROC"
      hint="Every threshold at once: how many cases are found, and at which price in false alarms. The ring is the chosen threshold."
      summary={`ROC curve with an area of ${areas.encrypted.toFixed(3)}; at the chosen threshold ${shareText(chosen.truePositiveRate)} of cases are found with ${shareText(chosen.falsePositiveRate)} false alarms.`}
      draw={draw}
      height={320}
      legend={legend}
      numbers={{
        caption: "Points of the ROC curve of encrypted answers",
        columns: ["threshold", "false positive rate", "true positive rate"],
        rows: roc.encrypted.map((point) => [
          Number.isFinite(point.threshold) ? point.threshold.toFixed(4) : "none",
          point.falsePositiveRate.toFixed(4),
          point.truePositiveRate.toFixed(4),
        ]),
      }}
    />
  );
}
