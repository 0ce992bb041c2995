import type { NodeSummary, PlanSummary } from "@velum/protocol";

/** A box of the drawing. */
export interface GraphBox {
  readonly kind: NodeSummary["kind"];
  readonly count: number;
  readonly level: number;
  readonly scaleBits: number;
  readonly x: number;
  readonly y: number;
  /** Constants hang above the step that takes them. */
  readonly constant: boolean;
}

/** A lane of the drawing: all that happens with so many primes left. */
export interface GraphLane {
  readonly level: number;
  readonly modulusBits: number;
  readonly y: number;
}

export interface PlanGraph {
  /** `steps`: one after the other. `levels`: how many of each kind at each level, where a plan has too many to draw one by one. */
  readonly form: "steps" | "levels";
  readonly boxes: readonly GraphBox[];
  /** From step to step, and from a constant to its step: positions in `boxes`. None in `levels`. */
  readonly edges: readonly (readonly [from: number, to: number])[];
  readonly lanes: readonly GraphLane[];
  readonly laneHeight: number;
  readonly width: number;
  readonly height: number;
}

export const BOX: { readonly width: number; readonly height: number } = Object.freeze({ width: 136, height: 50 });
const GAP = 26;
/** Room for the names of the lanes, and for the lines that lead down. */
const LEFT = 148;
const TOP = 12;
/** More steps would not be read one by one. */
const MOST_STEPS = 20;

/**
 * Lays the summary of a program out, levels from top to bottom. A contract says kinds, levels and scales, and how many nodes in a row
 * are alike; which value goes where is the server's. So steps are drawn one after the other only where levels never rise: elsewhere
 * several values are under way at once.
 */
export function layoutPlan({ nodes, parameters }: Pick<PlanSummary, "nodes" | "parameters">): PlanGraph {
  const steps = inTurns(nodes);
  const levels = [...new Set(nodes.map(({ level }) => level))].sort((a, b) => b - a);
  const falls = nodes.every(({ level }, i) => i === 0 || level <= nodes[i - 1]!.level);
  const form = steps.length <= MOST_STEPS && falls ? "steps" : "levels";
  const laneHeight = form === "steps" ? 148 : 82;
  const top = (level: number): number => TOP + levels.indexOf(level) * laneHeight;
  const { boxes, edges } = form === "steps" ? placeSteps(steps, top, laneHeight) : placeLevels(steps, top);
  return Object.freeze({
    ...{ form, boxes, edges, laneHeight },
    lanes: levels.map((level) => ({ level, modulusBits: modulusBits(parameters.primes, level), y: top(level) })),
    width: Math.max(...boxes.map(({ x }) => x)) + BOX.width + GAP,
    height: TOP + levels.length * laneHeight,
  });
}

type Placed = Pick<PlanGraph, "boxes" | "edges">;
type Top = (level: number) => number;

/** Steps from left to right, each level from the left edge again; constants above them. */
function placeSteps(steps: readonly NodeSummary[], top: Top, laneHeight: number): Placed {
  const boxes: GraphBox[] = [];
  const edges: (readonly [number, number])[] = [];
  let column = 0;
  let last: number | undefined;
  let waiting: number[] = [];
  for (const [i, step] of steps.entries()) {
    const constant = step.kind === "constant";
    if (step.level !== steps[i - 1]?.level) column = 0;
    // Another constant for the same step stands beside the first.
    if (constant && waiting.length > 0) column++;
    const y = top(step.level) + (constant ? 10 : laneHeight - BOX.height - 18);
    const at = boxes.push(boxOf(step, LEFT + column * (BOX.width + GAP), y)) - 1;
    if (constant) {
      waiting.push(at);
      continue;
    }
    for (const from of waiting) edges.push([from, at]);
    if (last !== undefined) edges.push([last, at]);
    waiting = [];
    last = at;
    column++;
  }
  return { boxes, edges };
}

/** What happens at each level, in the order in which it first does. */
function placeLevels(steps: readonly NodeSummary[], top: Top): Placed {
  const kinds = new Map<string, NodeSummary>();
  for (const step of steps) {
    const key = `${step.level} ${step.kind} ${Math.round(Math.log2(step.scale))}`;
    const before = kinds.get(key);
    kinds.set(key, before === undefined ? step : { ...before, count: before.count + step.count });
  }
  const columns = new Map<number, number>();
  const boxes = [...kinds.values()].map((step) => {
    const column = columns.get(step.level) ?? 0;
    columns.set(step.level, column + 1);
    return boxOf(step, LEFT + column * (BOX.width + 10), top(step.level) + 12);
  });
  return { boxes, edges: [] };
}

const boxOf = ({ kind, count, level, scale }: NodeSummary, x: number, y: number): GraphBox => ({
  ...{ kind, count, level, scaleBits: Math.log2(scale), x, y },
  constant: kind === "constant",
});

const modulusBits = (primes: readonly number[], level: number): number =>
  primes.slice(0, level + 1).reduce((bits, q) => bits + Math.log2(q), 0);

/** Two kinds of nodes that take turns, as a sum and its constant for each square, become one step each. */
function inTurns(nodes: readonly NodeSummary[]): readonly NodeSummary[] {
  const steps: NodeSummary[] = [];
  for (const node of nodes) {
    const place = steps.findIndex(
      ({ kind, level, scale }, i) =>
        i >= steps.length - 2 && kind === node.kind && level === node.level && scale === node.scale,
    );
    if (place < 0) steps.push(node);
    else steps[place] = { ...steps[place]!, count: steps[place]!.count + node.count };
  }
  return steps;
}
