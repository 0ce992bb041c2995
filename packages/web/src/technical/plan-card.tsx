import type { PlanSummary } from "@velum/protocol";
import { type ReactElement, useId, useMemo } from "react";
import { Card } from "../layout/card.tsx";
import { countText } from "../text/quantities.ts";
import { nodeTexts } from "./node-texts.ts";
import { BOX, type GraphBox, layoutPlan, type PlanGraph } from "./plan-graph.ts";
import classes from "./technical.module.css";

/** The program of a plan as a drawing: levels from top to bottom, steps from left to right. */
export function PlanCard({ plan }: { readonly plan: PlanSummary }): ReactElement {
  const graph = useMemo(() => layoutPlan(plan), [plan]);
  return (
    <Card
      title="The plan"
      hint={`What the server computes on ciphertext in plan ${plan.name}. Each rescaling drops a prime, and the level falls; the scale is the factor between a number and its integer.`}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard */}
      <section className={classes["graphPlace"]} aria-label="Drawing of the plan" tabIndex={0}>
        <Drawing graph={graph} />
      </section>
      <details className={classes["details"]}>
        <summary>The same as a table</summary>
        <section className={classes["scroll"]}>
          <table className={classes["table"]}>
            <thead>
              <tr>
                {["step", "how many", "level", "scale", "what it does"].map((title) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {graph.boxes.map(({ kind, count, level, scaleBits, x, y }) => (
                <tr key={`${x} ${y}`}>
                  <td>{nodeTexts(kind)[0]}</td>
                  <td>{countText(count)}</td>
                  <td>{level}</td>
                  <td>
                    2<sup>{scaleBits.toFixed(1)}</sup>
                  </td>
                  <td>{nodeTexts(kind)[1]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
      <p className={classes["text"]}>
        {graph.form === "levels" &&
          "Several values are under way at once, so steps are counted by level; a ciphertext only ever falls. "}
        A contract names kinds, levels, scales and how many nodes are alike. The weights, and which value goes where,
        stay with the server.
      </p>
    </Card>
  );
}

function Drawing({
  graph: { form, boxes, edges, lanes, laneHeight, width, height },
}: {
  readonly graph: PlanGraph;
}): ReactElement {
  const arrow = useId();
  const steps = boxes.filter(({ constant }) => !constant);
  return (
    <svg
      className={classes["graph"]}
      style={{ minWidth: width, height }}
      role="img"
      aria-label={`${steps.map(({ kind }) => nodeTexts(kind)[0]).join(", ")}: from level ${lanes[0]?.level} to level ${lanes.at(-1)?.level}`}
    >
      <defs>
        <marker
          id={arrow}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto-start-reverse"
        >
          <path d="M0 0 8 4 0 8z" className={classes["arrow"]} />
        </marker>
      </defs>
      {lanes.map(({ level, modulusBits, y }, i) => (
        <g key={level}>
          <rect
            x="0"
            y={y - 4}
            width="100%"
            height={laneHeight - 8}
            rx="10"
            className={classes["lane"]}
            data-odd={i % 2 === 1}
          />
          <text x="14" y={y + 26} className={classes["laneName"]}>
            level {level}
          </text>
          <text x="14" y={y + 45} className={classes["laneBits"]}>
            {modulusBits.toFixed(1)} bits left
          </text>
        </g>
      ))}
      {form === "levels" &&
        lanes
          .slice(1)
          .map(({ level, y }) => (
            <path
              key={level}
              d={`M${FALL} ${y - 26}V${y + 4}`}
              className={classes["edge"]}
              markerEnd={`url(#${arrow})`}
            />
          ))}
      {edges.map(([from, to]) => (
        <path
          key={`${from} ${to}`}
          d={edgePath(boxes[from]!, boxes[to]!)}
          className={classes["edge"]}
          markerEnd={`url(#${arrow})`}
        />
      ))}
      {boxes.map((box) => (
        <g
          key={`${box.x} ${box.y}`}
          transform={`translate(${box.x} ${box.y})`}
          className={classes["box"]}
          data-kind={box.kind}
        >
          <rect width={BOX.width} height={BOX.height} rx="9" />
          <text x={BOX.width / 2} y="21" textAnchor="middle" className={classes["boxTitle"]}>
            {nodeTexts(box.kind)[0]}
            {box.count > 1 && ` × ${box.count}`}
          </text>
          <text x={BOX.width / 2} y="39" textAnchor="middle" className={classes["boxScale"]}>
            scale 2
            <tspan dy="-4" className={classes["power"]}>
              {box.scaleBits.toFixed(1)}
            </tspan>
          </text>
        </g>
      ))}
    </svg>
  );
}

/** Where levels fall, beside their names. */
const FALL = 122;

/** From edge to edge; from a constant straight down; to a lower level between the lanes, back to their start. */
function edgePath(from: GraphBox, to: GraphBox): string {
  const middle = from.x + BOX.width / 2;
  if (from.constant && from.x === to.x) return `M${middle} ${from.y + BOX.height}V${to.y - 2}`;
  const [right, left, y] = [from.x + BOX.width, to.x - 2, to.y + BOX.height / 2];
  if (from.level === to.level && from.y === to.y) return `M${right} ${y}H${left}`;
  if (from.level === to.level) return `M${right} ${from.y + BOX.height / 2}L${left} ${y}`;
  const between = from.y + BOX.height + LANE_END;
  return `M${middle} ${from.y + BOX.height}V${between}H${left - TURN}V${y}H${left}`;
}

/** From the bottom of a box to the gap between its lane and the next one. */
const LANE_END = 10;
/** As far left of a box a line comes down. */
const TURN = 16;
