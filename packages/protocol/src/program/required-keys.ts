import type { Program } from "./program.ts";
import type { NodeState } from "./track-levels.ts";

/** A rotation, and the highest level where a program applies it. */
export interface RequiredRotation {
  readonly steps: number;
  readonly level: number;
}

/** The evaluation keys that a program uses, each at the level where it is used first: exactly these make its key set. */
export interface RequiredKeys {
  /** null where nothing is relinearized. */
  readonly relinearization: number | null;
  /** Ascending in steps, each once. */
  readonly rotations: readonly RequiredRotation[];
}

/**
 * Counts no key that is not executed: the list follows from the nodes.
 * @example requiredKeys(verified.program, verified.states).rotations // [{ steps: 1, level: 1 }, { steps: 4, level: 1 }]
 */
export function requiredKeys({ nodes }: Program, states: readonly NodeState[]): RequiredKeys {
  const levels = new Map<number, number>();
  let relinearization: number | null = null;
  const rotate = (steps: number, level: number): void => {
    if (steps > 0) levels.set(steps, Math.max(level, levels.get(steps) ?? 0));
  };
  for (const node of nodes) {
    if (node.kind === "rotate") rotate(node.steps, states[node.input]!.level);
    if (node.kind === "rotateSum") node.steps.forEach((steps, k) => void rotate(steps, states[node.inputs[k]!]!.level));
    if (node.kind === "relinearizeRescale") {
      relinearization = Math.max(states[node.input]!.level, relinearization ?? 0);
    }
  }
  const rotations = [...levels].sort(([a], [b]) => a - b).map(([steps, level]) => Object.freeze({ steps, level }));
  return Object.freeze({ relinearization, rotations: Object.freeze(rotations) });
}
