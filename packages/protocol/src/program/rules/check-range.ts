import type { Parameters } from "@velum/ckks";
import { VelumError } from "../../errors.ts";
import type { Program } from "../program.ts";
import { modulusBitsAt, type NodeState } from "../track-levels.ts";

/** Primes lie just below their power of two: a thousandth of a bit, against a whole bit in reserve. */
const TOLERANCE_BITS = 0.001;

/**
 * The modulus at the end of every output is at least four times scale times bound: twice for the sign, twice in reserve
 * for noise and tails. Before the end a coefficient may wrap: products, sums and rescaling by whole primes commute with
 * the reduction, so only the end counts.
 * @throws VelumError PROGRAM_RANGE
 */
export function checkRange({ nodes }: Program, states: readonly NodeState[], parameters: Parameters): void {
  nodes.forEach((node, id) => {
    if (node.kind !== "output") return;
    const { level, scale } = states[id]!;
    const protect = nodes[node.input]!;
    const truncation = protect.kind === "protect" ? protect.modulusBits : null;
    const available = truncation ?? modulusBitsAt(parameters, level);
    const needed = Math.log2(scale) + Math.log2(node.bound) + 2;
    if (available < needed - TOLERANCE_BITS) {
      throw new VelumError("PROGRAM_RANGE", {
        argument: `nodes[${id}].bound`,
        expected: `a modulus of ${needed.toFixed(3)} bits`,
        got: `${available.toFixed(3)} bits`,
      });
    }
  });
}
