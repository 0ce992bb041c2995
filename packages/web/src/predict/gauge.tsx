import type { ReactElement } from "react";
import { percentText } from "../text/quantities.ts";
import classes from "./gauge.module.css";

/** A probability, and from where on the second label holds. */
export interface GaugeProps {
  readonly probability: number;
  readonly threshold: number;
  /** What the probability is of. */
  readonly name: string;
}

const [CENTER, RADIUS] = [110, 88];

/** A point of the half circle: 0 on the left, 1 on the right. */
function pointAt(part: number, radius: number): readonly [x: number, y: number] {
  const angle = Math.PI * (1 - part);
  return [CENTER + radius * Math.cos(angle), CENTER - radius * Math.sin(angle)];
}

function arc(from: number, to: number): string {
  const [start, end] = [pointAt(from, RADIUS), pointAt(to, RADIUS)];
  const coordinates = (point: readonly number[]): string => point.map((value) => value.toFixed(2)).join(" ");
  return `M${coordinates(start)}A${RADIUS} ${RADIUS} 0 0 1 ${coordinates(end)}`;
}

/** A half circle from 0 to 100 %, with the threshold as a mark. */
export function Gauge({ probability, threshold, name }: GaugeProps): ReactElement {
  const part = Math.min(1, Math.max(0, probability));
  const [inner, outer] = [pointAt(threshold, RADIUS - 15), pointAt(threshold, RADIUS + 15)];
  const text = pointAt(threshold, RADIUS + 21);
  const anchor = threshold < 0.45 ? "end" : threshold > 0.55 ? "start" : "middle";
  return (
    <svg
      className={classes["gauge"]}
      viewBox="0 -8 220 132"
      role="img"
      aria-label={`${name}: ${percentText(probability)}, decided from ${percentText(threshold)} on`}
    >
      <path className={classes["track"]} d={arc(0, 1)} />
      {part > 0.004 && <path className={classes["fill"]} data-above={probability >= threshold} d={arc(0, part)} />}
      <line className={classes["threshold"]} x1={inner[0]} y1={inner[1]} x2={outer[0]} y2={outer[1]} />
      <text className={classes["tick"]} x={text[0]} y={text[1]} textAnchor={anchor}>
        {Math.round(threshold * 100)}
      </text>
      <text className={classes["number"]} x={CENTER} y={CENTER - 12} textAnchor="middle">
        {percentText(probability)}
      </text>
      <text className={classes["end"]} x={CENTER - RADIUS} y={CENTER + 14} textAnchor="middle">
        0
      </text>
      <text className={classes["end"]} x={CENTER + RADIUS} y={CENTER + 14} textAnchor="middle">
        100
      </text>
    </svg>
  );
}
