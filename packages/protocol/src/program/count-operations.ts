import type { Program, ProgramNode } from "./program.ts";
import type { NodeState } from "./track-levels.ts";

/** Kernel calls, each over one limb of N residues. They depend on the program alone, never on a weight (A12). */
export interface OperationCounts {
  /** Forward and inverse transforms. */
  readonly ntt: number;
  /** Products of two residues. */
  readonly multiply: number;
  /** Sums, differences, and the multiply-subtract of dropping a prime. */
  readonly add: number;
  /** Changes of modulus between two primes. */
  readonly convert: number;
  /** Random polynomials: ternary mask, errors. */
  readonly sample: number;
}

const NONE: OperationCounts = Object.freeze({ ntt: 0, multiply: 0, add: 0, convert: 0, sample: 0 });

/** Ciphertext parts before relinearization is ever needed. */
const PARTS = 2;

/**
 * What running a program costs, weights being encoded already. Reading the request (unpacking, expanding seeds) and
 * writing the response are apart.
 */
export function countOperations(program: Program, states: readonly NodeState[]): OperationCounts {
  return Object.freeze(program.nodes.map((node) => countNode(node, states)).reduce(sumCounts, NONE));
}

function countNode(node: ProgramNode, states: readonly NodeState[]): OperationCounts {
  switch (node.kind) {
    case "input":
    case "constant":
    case "output":
      return NONE;
    case "multiplyPlain":
      return { ...NONE, multiply: PARTS * limbs(states[node.input]!) };
    case "addPlain":
      return { ...NONE, add: limbs(states[node.input]!) };
    case "rescale": {
      // The last limb leaves NTT form, meets every other modulus and returns.
      const rest = limbs(states[node.input]!) - 1;
      return { ...NONE, ntt: PARTS * (1 + rest), convert: PARTS * rest, add: PARTS * rest };
    }
    case "protect":
      return countProtect(limbs(states[node.input]!), node.outputLevel + 1);
  }
}

/**
 * The zero: mask to NTT form, two products, two sums a limb; back to coefficients, where errors and flooding are added
 * and primes are dropped without another transform.
 */
function countProtect(from: number, to: number): OperationCounts {
  let dropped = 0;
  for (let left = from - 1; left >= to; left--) dropped += left;
  return {
    ntt: from + PARTS * from,
    multiply: PARTS * from,
    add: PARTS * (2 * from + dropped),
    convert: PARTS * dropped,
    sample: 1 + PARTS,
  };
}

const limbs = ({ level }: NodeState): number => level + 1;

const sumCounts = (a: OperationCounts, b: OperationCounts): OperationCounts => ({
  ntt: a.ntt + b.ntt,
  multiply: a.multiply + b.multiply,
  add: a.add + b.add,
  convert: a.convert + b.convert,
  sample: a.sample + b.sample,
});
