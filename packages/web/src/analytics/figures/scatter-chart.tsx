import { type ReactElement, useCallback } from "react";
import { ChartCard } from "../../charts/chart-card.tsx";
import { numberText } from "../../charts/number-text.ts";
import { type Draw, PLOT_STYLE } from "../../charts/plot-view.tsx";
import type { Comparison } from "../evidence.ts";

/** Each row by its clear and its encrypted output: on the diagonal, as far as the eye can see. */
export function ScatterChart({ comparison }: { readonly comparison: Comparison }): ReactElement {
  const { points, quantity, complete, errors } = comparison;
  const draw = useCallback<Draw>(
    (plot, width) => {
      const ends = rangeOf(points.flatMap(({ clear, encrypted }) => [clear, encrypted]));
      return plot.plot({
        width,
        height: Math.min(width, 360),
        marginLeft: 44,
        marginBottom: 40,
        style: PLOT_STYLE,
        x: { label: `clear: ${quantity}`, domain: ends, ticks: 6 },
        y: { label: "encrypted", domain: ends, ticks: 6 },
        marks: [
          plot.gridX({ stroke: "var(--chart-grid)", strokeOpacity: 1 }),
          plot.gridY({ stroke: "var(--chart-grid)", strokeOpacity: 1 }),
          plot.line(
            ends.map((end) => [end, end] as const),
            {
              stroke: "var(--chart-plain)",
              strokeDasharray: "4 4",
            },
          ),
          plot.dot(points, {
            x: "clear",
            y: "encrypted",
            r: 4,
            fill: "var(--chart-encrypted)",
            fillOpacity: 0.35,
            stroke: "var(--chart-encrypted)",
          }),
          plot.tip(
            points,
            plot.pointer({
              x: "clear",
              y: "encrypted",
              title: ({ row, clear, encrypted }) =>
                `row ${row}\nclear ${clear.toFixed(5)}\nencrypted ${encrypted.toFixed(5)}\noff by ${numberText(encrypted - clear)}`,
              stroke: "var(--velum-line)",
              fill: "var(--velum-text)",
            }),
          ),
        ],
      });
    },
    [points, quantity],
  );
  return (
    <ChartCard
      title="Encrypted against clear"
      hint={
        complete
          ? "Every row twice: decrypted from an encrypted answer, and computed in the clear. On the line they agree."
          : "The report holds the rows with the largest errors alone. On the line they agree."
      }
      summary={`${points.length} points on the diagonal: encrypted and clear outputs differ by at most ${numberText(errors.largest)}.`}
      draw={draw}
      height={320}
      numbers={{
        caption: "Clear and encrypted outputs, row by row",
        columns: ["row", "clear", "encrypted", "difference"],
        rows: points.map(({ row, clear, encrypted }) => [
          String(row),
          clear.toFixed(6),
          encrypted.toFixed(6),
          numberText(encrypted - clear),
        ]),
      }}
    />
  );
}

/** A range with some air around it. */
function rangeOf(values: readonly number[]): [low: number, high: number] {
  const [low, high] = values.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  );
  const air = 0.05 * (high - low || 1);
  return [low - air, high + air];
}
