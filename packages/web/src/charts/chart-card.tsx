import type { ReactElement, ReactNode } from "react";
import { Card } from "../layout/card.tsx";
import { Legend, type Meaning } from "./legend.tsx";
import { type ChartNumbers, NumbersTable } from "./numbers-table.tsx";
import { type Draw, PlotView } from "./plot-view.tsx";

/** A chart with all that belongs to it. */
export interface ChartCardProps {
  readonly title: string;
  readonly hint: ReactNode;
  /** What the drawing says, for those who do not see it. */
  readonly summary: string;
  readonly draw: Draw;
  /** Pixels that are kept free for it. */
  readonly height: number;
  readonly legend?: readonly (readonly [meaning: Meaning, text: string])[];
  readonly numbers: ChartNumbers;
  readonly children?: ReactNode;
}

/** @example <ChartCard title="ROC" hint="…" summary="…" draw={draw} height={320} numbers={numbers} /> */
export function ChartCard({
  title,
  hint,
  summary,
  draw,
  height,
  legend,
  numbers,
  children,
}: ChartCardProps): ReactElement {
  return (
    <Card title={title} hint={hint}>
      {legend !== undefined && <Legend items={legend} />}
      <PlotView draw={draw} summary={summary} height={height} />
      {children}
      <NumbersTable {...numbers} />
    </Card>
  );
}
