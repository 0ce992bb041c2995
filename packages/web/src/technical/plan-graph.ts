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
  readonly boxes: readonly GraphBox[];
  /** From step to step, and from a constant to its step: positions in `boxes`. */
  readonly edges: readonly (readonly [from: number, to: number])[];
  readonly lanes: readonly GraphLane[];
  readonly width: number;
  readonly height: number;
}

export const BOX: { readonly width: number; readonly height: number } = Object.freeze({ width: 118, height: 50 });
const GAP = 30;
const LANE = 148;
/** Room for the names of the lanes. */
const LEFT = 132;
const TOP = 12;

/**
 * Lays the summary of a program out: steps from left to right in their order, levels from top to bottom. A contract says kinds,
 * levels and scales, and how many nodes in a row are alike; which value goes where is the server's.
 */
export function layoutPlan({ nodes, parameters }: Pick<PlanSummary, "nodes" | "parameters">): PlanGraph {
  const levels = [...new Set(nodes.map(({ level }) => level))].sort((a, b) => b - a);
  const lanes = levels.map((level, i) => ({
    level,
    modulusBits: modulusBits(parameters.primes, level),
    y: TOP + i * LANE,
  }));
  const laneOf = (level: number): number => TOP + levels.indexOf(level) * LANE;
  const boxes: GraphBox[] = [];
  const edges: (readonly [number, number])[] = [];
  let column = 0;
  let last: number | undefined;
  let waiting: number[] = [];
  for (const { kind, count, level, scale } of inTurns(nodes)) {
    const constant = kind === "constant";
    // Another constant for the same step stands beside the first.
    if (constant && waiting.length > 0) column++;
    const x = LEFT + column * (BOX.width + GAP);
    const y = laneOf(level) + (constant ? 10 : LANE - BOX.height - 18);
    const at = boxes.push({ kind, count, level, scaleBits: Math.log2(scale), x, y, constant }) - 1;
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
  return Object.freeze({
    boxes,
    edges,
    lanes,
    width: Math.max(...boxes.map(({ x }) => x)) + BOX.width + GAP,
    height: TOP + levels.length * LANE,
  });
}

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
