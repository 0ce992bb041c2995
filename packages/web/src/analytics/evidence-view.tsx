import { type ReactElement, useEffect, useState } from "react";
import { numberText, shareText } from "../charts/number-text.ts";
import { Card } from "../layout/card.tsx";
import { countText, millisecondsText } from "../text/quantities.ts";
import { areaUnder } from "./at-threshold.ts";
import type { Evidence } from "./evidence.ts";
import { ConfusionTable } from "./figures/confusion-table.tsx";
import { ErrorChart } from "./figures/error-chart.tsx";
import classes from "./figures/figures.module.css";
import { LatencyChart } from "./figures/latency-chart.tsx";
import { ReliabilityChart } from "./figures/reliability-chart.tsx";
import { RocChart } from "./figures/roc-chart.tsx";
import { ScatterChart } from "./figures/scatter-chart.tsx";
import { ThresholdCard } from "./figures/threshold-card.tsx";

/** All figures that the evidence gives. */
export function EvidenceView({ evidence }: { readonly evidence: Evidence }): ReactElement {
  const { comparison, binary, confusion, reliability, latency, labels } = evidence;
  const [threshold, setThreshold] = useState(binary?.threshold ?? 0.5);
  useEffect(() => setThreshold(binary?.threshold ?? 0.5), [binary]);
  return (
    <>
      <Tiles evidence={evidence} />
      <div className={classes["grid"]}>
        {comparison !== null && <ScatterChart comparison={comparison} />}
        {comparison !== null && <ErrorChart comparison={comparison} />}
        {binary !== null && <ThresholdCard {...{ binary, labels, threshold }} onThreshold={setThreshold} />}
        {binary !== null && <RocChart binary={binary} threshold={threshold} />}
        {binary === null && confusion !== null && (
          <Card title="Confusion matrix" hint="What was observed, against what encrypted answers say.">
            <ConfusionTable labels={labels} counts={confusion} />
          </Card>
        )}
        {reliability !== null && <ReliabilityChart reliability={reliability} />}
        {latency !== null && <LatencyChart latency={latency} />}
      </div>
    </>
  );
}

/** The figures that are asked for first. */
function Tiles({
  evidence: { rows, comparison, agreement, binary, latency },
}: {
  readonly evidence: Evidence;
}): ReactElement {
  const { answered, planned, refused, unreadable } = rows;
  const stopped = answered + unreadable < planned;
  const apart = [
    ...(stopped ? [`stopped, of ${countText(planned)}`] : []),
    ...(refused > 0 ? [`${countText(refused)} refused by the schema`] : []),
    ...(unreadable > 0 ? [`${countText(unreadable)} answers unreadable`] : []),
  ];
  const promised = comparison?.maxError ?? null;
  const kept = promised !== null && comparison !== null && comparison.errors.largest <= promised;
  const total = latency?.total ?? null;
  return (
    <dl className={classes["tiles"]} aria-label="Figures">
      <Tile name="rows answered encrypted" value={countText(answered)} note={apart.join(", ") || "none left out"} />
      {agreement !== null && (
        <Tile
          name="labels as in the clear"
          value={`${countText(agreement.same)} of ${countText(agreement.rows)}`}
          note={shareText(agreement.same / agreement.rows)}
          state={agreement.same === agreement.rows ? "good" : undefined}
        />
      )}
      {comparison !== null && (
        <Tile
          name="largest error"
          value={numberText(comparison.errors.largest)}
          note={promised === null ? comparison.quantity : `promised at most ${numberText(promised)}`}
          state={promised === null ? undefined : kept ? "good" : "bad"}
        />
      )}
      {binary !== null && (
        <Tile
          name="area under ROC, encrypted"
          value={areaUnder(binary.roc.encrypted).toFixed(3)}
          note={areaNote(binary.roc.clear)}
        />
      )}
      {total !== null && (
        <Tile
          name="median latency"
          value={millisecondsText(total.median)}
          note={`99 %: ${millisecondsText(total.p99 ?? total.median)}`}
        />
      )}
    </dl>
  );
}

const areaNote = (clear: Parameters<typeof areaUnder>[0] | null): string =>
  clear === null ? "no clear model to compare with" : `in the clear ${areaUnder(clear).toFixed(3)}`;

interface TileProps {
  readonly name: string;
  readonly value: string;
  readonly note: string;
  readonly state?: "good" | "bad" | undefined;
}

function Tile({ name, value, note, state }: TileProps): ReactElement {
  return (
    <div className={classes["tile"]} data-state={state}>
      <dt>{name}</dt>
      <dd>
        <b>{value}</b>
        <span>{note}</span>
      </dd>
    </div>
  );
}
