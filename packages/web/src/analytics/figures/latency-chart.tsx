import { type ReactElement, useCallback } from "react";
import { ChartCard } from "../../charts/chart-card.tsx";
import { type Draw, PLOT_STYLE } from "../../charts/plot-view.tsx";
import { bytesText, millisecondsText } from "../../text/quantities.ts";
import type { LatencyFigures, LatencyPart, LatencySamples } from "../evidence.ts";

const NAMES: Readonly<Record<LatencyPart | "total", string>> = {
  keygen: "prepare keys",
  encrypt: "encrypt",
  network: "network",
  server: "compute",
  decrypt: "decrypt",
  total: "in all",
};

/** Where the milliseconds of a prediction go. */
export function LatencyChart({ latency }: { readonly latency: LatencyFigures }): ReactElement {
  const { parts, total, requests, bytes } = latency;
  const draw = useCallback<Draw>(
    (plot, width) => drawParts([...parts, ...(total === null ? [] : [total])], plot, width),
    [parts, total],
  );
  const measured =
    total === null ? `Medians of ${requests} single requests` : `${requests} single requests, the first left out`;
  const size = bytes === null ? "" : ` ${bytesText(bytes.request)} up and ${bytesText(bytes.response)} down each.`;
  const all = [...parts, ...(total === null ? [] : [total])];
  return (
    <ChartCard
      title="Latency by part"
      hint={`${measured}.${size} The network is the round trip without what the server says that it computed.`}
      summary={all.map(({ part, median }) => `${NAMES[part]} ${millisecondsText(median)}`).join(", ")}
      draw={draw}
      height={52 * all.length + 50}
      numbers={{
        caption: "Milliseconds of each part",
        columns: ["part", "median", "90 %", "99 %"],
        rows: all.map(({ part, median, p90, p99 }) => [
          NAMES[part],
          millisecondsText(median),
          p90 === null ? "not told" : millisecondsText(p90),
          p99 === null ? "not told" : millisecondsText(p99),
        ]),
      }}
    />
  );
}

function drawParts(parts: readonly LatencySamples[], plot: Parameters<Draw>[0], width: number): Element {
  const names = parts.map(({ part }) => NAMES[part]);
  const points = parts.flatMap(({ part, samples }) => (samples ?? []).map((value) => ({ name: NAMES[part], value })));
  const medians = parts.map(({ part, median }) => ({ name: NAMES[part], value: median }));
  const end = Math.max(...parts.map(({ median, p99 }) => p99 ?? median));
  return plot.plot({
    width,
    height: 52 * parts.length + 50,
    marginLeft: 84,
    marginRight: 64,
    marginBottom: 36,
    style: PLOT_STYLE,
    // Rare waits would press everything else together: beyond the 99 % they are in the numbers alone.
    x: { label: "milliseconds", domain: [0, end * 1.05], clamp: true, ticks: width < 420 ? 4 : 7 },
    y: { label: null, domain: names },
    marks: [
      plot.gridX({ stroke: "var(--chart-grid)", strokeOpacity: 1 }),
      plot.barX(medians, { x: "value", y: "name", fill: "var(--chart-soft)", insetTop: 7, insetBottom: 7, rx: 3 }),
      plot.tickX(points, {
        x: "value",
        y: "name",
        stroke: "var(--chart-encrypted)",
        strokeOpacity: 0.28,
        insetTop: 10,
        insetBottom: 10,
      }),
      plot.tickX(medians, {
        x: "value",
        y: "name",
        stroke: "var(--chart-encrypted)",
        strokeWidth: 3,
        insetTop: 6,
        insetBottom: 6,
      }),
      plot.text(medians, {
        ...{ x: () => end * 1.05, y: "name", dx: 8, textAnchor: "start" },
        text: ({ value }: { value: number }) => millisecondsText(value),
        fill: "var(--velum-text)",
      }),
    ],
  });
}
