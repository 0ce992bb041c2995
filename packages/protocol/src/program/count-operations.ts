import { fusedSquares } from "./fused-squares.ts";
import type { Program, ProgramNode } from "./program.ts";
import type { NodeState } from "./track-levels.ts";

/** Kernel calls, each over one limb of N residues. They depend on the program alone, never on a weight (A12). */
export interface OperationCounts {
  /** Forward and inverse transforms. */
  readonly ntt: number;
  /** Products of two residues. */
  readonly multiply: number;
  /** Products that are summed before they are reduced. */
  readonly accumulate: number;
  /** Sums, differences, and the multiply-subtract of dropping a prime. */
  readonly add: number;
  /** Changes of modulus between two primes. */
  readonly convert: number;
  /** Random polynomials: ternary mask, errors. */
  readonly sample: number;
}

const NONE: OperationCounts = Object.freeze({ ntt: 0, multiply: 0, accumulate: 0, add: 0, convert: 0, sample: 0 });

/**
 * What running a program costs, weights being encoded already. Reading the request (unpacking, expanding seeds) and
 * writing the response are apart.
 */
export function countOperations(program: Program, states: readonly NodeState[]): OperationCounts {
  const fused = fusedSquares(program);
  const counts = program.nodes.map((node, id) => {
    if (fused.squares.has(id)) return NONE;
    const operands = fused.operands.get(id);
    return operands === undefined ? countNode(node, states) : countSumOfSquares(operands.length, states[id]!);
  });
  return Object.freeze(counts.reduce(sumCounts, NONE));
}

/** Both parts of each operand times its number, then three inner products a limb, the middle one doubled. */
function countSumOfSquares(count: number, state: NodeState): OperationCounts {
  const all = count * limbs(state);
  return { ...NONE, multiply: 2 * all, accumulate: 3 * all, add: limbs(state) };
}

function countNode(node: ProgramNode, states: readonly NodeState[]): OperationCounts {
  switch (node.kind) {
    case "input":
    case "constant":
    case "output":
      return NONE;
    case "multiplyPlain":
      return { ...NONE, multiply: polynomials(states[node.input]!) };
    case "addPlain":
      return { ...NONE, add: limbs(states[node.input]!) };
    case "linearCombination":
    case "signedSum":
      return { ...NONE, accumulate: node.inputs.length * polynomials(states[node.inputs[0]!]!) };
    case "addConstant":
      return { ...NONE, add: limbs(states[node.input]!) };
    case "square":
      return { ...NONE, multiply: 3 * limbs(states[node.input]!), add: limbs(states[node.input]!) };
    case "rescale": {
      // The last limb leaves NTT form, meets every other modulus and returns.
      const { parts } = states[node.input]!;
      const rest = limbs(states[node.input]!) - 1;
      return { ...NONE, ntt: parts * (1 + rest), convert: parts * rest, add: parts * rest };
    }
    case "protect":
      return countProtect(states[node.input]!, node.outputLevel + 1);
  }
}

/**
 * The zero: masks to NTT form, two products each, sums; back to coefficients, where errors and flooding are added and primes
 * are dropped without another transform.
 */
function countProtect(input: NodeState, to: number): OperationCounts {
  const from = limbs(input);
  const { parts } = input;
  const masks = parts - 1;
  let dropped = 0;
  for (let left = from - 1; left >= to; left--) dropped += left;
  return {
    ntt: (masks + parts) * from,
    multiply: 2 * masks * from,
    accumulate: 0,
    add: 2 * masks * from + parts * (from + dropped),
    convert: parts * dropped,
    sample: masks + parts,
  };
}

/** Limbs of all parts. */
const polynomials = (state: NodeState): number => state.parts * limbs(state);

const limbs = ({ level }: NodeState): number => level + 1;

const sumCounts = (a: OperationCounts, b: OperationCounts): OperationCounts => ({
  ntt: a.ntt + b.ntt,
  multiply: a.multiply + b.multiply,
  accumulate: a.accumulate + b.accumulate,
  add: a.add + b.add,
  convert: a.convert + b.convert,
  sample: a.sample + b.sample,
});
