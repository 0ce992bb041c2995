import type { Parameters } from "@velum/ckks";
import {
  countDecomposition,
  countRelinearizeRescale,
  countRotateSums,
  countRotation,
  switchingShape,
} from "./count-switching.ts";
import { fusedSquares } from "./fused-squares.ts";
import { maskedRescales } from "./masked-rescales.ts";
import type { RelinearizeRescaleNode } from "./nodes/relinearize-rescale.ts";
import type { RotateSumNode } from "./nodes/rotate-sum.ts";
import { addCounts, NO_OPERATIONS, type OperationCounts } from "./operation-counts.ts";
import type { Program, ProgramNode } from "./program.ts";
import { rescaleChains } from "./rescale-chains.ts";
import { sumChains } from "./sum-chains.ts";
import type { NodeState } from "./track-levels.ts";

/**
 * What running a program costs, weights being encoded already. Reading the request (unpacking, expanding seeds) and
 * writing the response are apart.
 */
export function countOperations(
  program: Program,
  states: readonly NodeState[],
  parameters: Pick<Parameters, "specialPrimes">,
): OperationCounts {
  const fused = fusedSquares(program);
  const { chains, inner } = sumChains(program);
  const rescales = rescaleChains(program);
  const masked = maskedRescales(program);
  const decomposed = new Set<number>();
  const shapeBefore = (relinearization: number) => {
    const { input } = program.nodes[relinearization] as RelinearizeRescaleNode;
    return switchingShape(parameters, states[input]!.level);
  };
  const counts = program.nodes.map((node, id) => {
    if (fused.squares.has(id) || inner.has(id) || rescales.inner.has(id) || masked.inner.has(id)) return NO_OPERATIONS;
    const rescaled = rescales.chains.get(id);
    if (rescaled !== undefined) return countRelinearizeRescale(shapeBefore(rescaled[0]!), rescaled.length);
    const operands = fused.operands.get(id);
    if (operands !== undefined) return countSumOfSquares(operands.length, states[id]!);
    const masking = masked.rescales.get(id);
    if (node.kind === "protect" && masking !== undefined) {
      return addCounts(
        countNode(node, states, parameters),
        countMaskedRescale(states[node.input]!, masking.addend !== null),
      );
    }
    if (node.kind === "rotateSum") {
      const sums = chains.get(id)!.map((sum) => program.nodes[sum] as RotateSumNode);
      return countRotateSums(sums, switchingShape(parameters, states[sums[0]!.inputs[0]!]!.level));
    }
    if (node.kind !== "rotate") return countNode(node, states, parameters);
    // Rotations of one input share its decomposition.
    const shape = switchingShape(parameters, states[node.input]!.level);
    if (decomposed.has(node.input)) return countRotation(shape);
    decomposed.add(node.input);
    return addCounts(countDecomposition(shape), countRotation(shape));
  });
  return Object.freeze(counts.reduce(addCounts, NO_OPERATIONS));
}

/** Both parts of each operand times its number, then three inner products a limb, the middle one doubled. */
function countSumOfSquares(count: number, state: NodeState): OperationCounts {
  const all = count * limbs(state);
  return { ...NO_OPERATIONS, multiply: 2 * all, accumulate: 3 * all, add: limbs(state) };
}

function countNode(
  node: Exclude<ProgramNode, { kind: "rotate" | "rotateSum" }>,
  states: readonly NodeState[],
  parameters: Pick<Parameters, "specialPrimes">,
): OperationCounts {
  switch (node.kind) {
    case "input":
    case "constant":
    case "output":
      return NO_OPERATIONS;
    case "multiplyPlain":
      return { ...NO_OPERATIONS, multiply: polynomials(states[node.input]!) };
    case "innerProduct": {
      // A single product is reduced at once, by the quotients of its weights.
      const products = node.inputs.length * polynomials(states[node.inputs[0]!]!);
      return { ...NO_OPERATIONS, [node.inputs.length === 1 ? "multiply" : "accumulate"]: products };
    }
    case "relinearizeRescale":
      return countRelinearizeRescale(switchingShape(parameters, states[node.input]!.level));
    case "addPlain":
      return { ...NO_OPERATIONS, add: limbs(states[node.input]!) };
    case "linearCombination":
    case "signedSum":
      return { ...NO_OPERATIONS, accumulate: node.inputs.length * polynomials(states[node.inputs[0]!]!) };
    case "addConstant":
      return { ...NO_OPERATIONS, add: limbs(states[node.input]!) };
    case "square":
      return { ...NO_OPERATIONS, multiply: 3 * limbs(states[node.input]!), add: limbs(states[node.input]!) };
    case "sumOfProducts": {
      // Unreduced products of both parts of each pair, the two cross products among them.
      const all = limbs(states[node.lefts[0]!]!);
      const addend = node.addend === null ? 0 : 2 * all;
      return { ...NO_OPERATIONS, accumulate: 4 * node.lefts.length * all, add: addend };
    }
    case "dropLevel":
      return NO_OPERATIONS;
    case "rescale": {
      // The last limb leaves NTT form, meets every other modulus and returns.
      const { parts } = states[node.input]!;
      const rest = limbs(states[node.input]!) - 1;
      return { ...NO_OPERATIONS, ntt: parts * (1 + rest), convert: parts * rest, add: parts * rest };
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

/** The dropped limb of each part leaves NTT form, meets every other modulus there, and is taken away. */
function countMaskedRescale(state: NodeState, added: boolean): OperationCounts {
  const { parts } = state;
  const all = polynomials(state);
  return { ...NO_OPERATIONS, ntt: parts, multiply: 2 * all, convert: all, add: added ? limbs(state) : 0 };
}

/** Limbs of all parts. */
const polynomials = (state: NodeState): number => state.parts * limbs(state);

const limbs = ({ level }: NodeState): number => level + 1;
