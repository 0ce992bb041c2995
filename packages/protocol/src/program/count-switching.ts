import type { Parameters } from "@velum/ckks";
import type { RotateSumNode } from "./nodes/rotate-sum.ts";
import { addCounts, NO_OPERATIONS, type OperationCounts } from "./operation-counts.ts";

/** Shape of key switching at a level. */
export interface SwitchingShape {
  readonly limbs: number;
  /** K: special primes, and primes of a full digit. */
  readonly special: number;
}

export const switchingShape = (
  { specialPrimes }: Pick<Parameters, "specialPrimes">,
  level: number,
): SwitchingShape => ({
  limbs: level + 1,
  special: specialPrimes.length,
});

/** Digits into all moduli: those of a digit's own primes are there already. */
export function countDecomposition({ limbs, special }: SwitchingShape): OperationCounts {
  const digits = Math.ceil(limbs / special);
  const lifted = digits * (limbs + special) - limbs;
  // Digits of several primes are first brought to mixed radix, one product a limb.
  const alone = limbs % special === 1 ? 1 : 0;
  const multiply = special > 1 ? limbs - alone : 0;
  return { ...NO_OPERATIONS, ntt: limbs + lifted, convert: lifted, multiply };
}

/** Digits times both halves of a key. */
const countKeyProduct = ({ limbs, special }: SwitchingShape): OperationCounts => ({
  ...NO_OPERATIONS,
  accumulate: 2 * Math.ceil(limbs / special) * (limbs + special),
});

/** Both parts divided by P, and by the last primes too. */
function countDivision({ limbs, special }: SwitchingShape, drop: number): OperationCounts {
  const [kept, dropped] = [limbs - drop, special + drop];
  const multiply = dropped > 1 ? 2 * dropped : 0;
  return { ...NO_OPERATIONS, ntt: 2 * (kept + dropped), convert: 2 * kept, add: 2 * kept, multiply };
}

/** One of the rotations of an input whose decomposition is there: c_0 added, both parts permuted. */
export const countRotation = (shape: SwitchingShape): OperationCounts =>
  sumCounts([countKeyProduct(shape), countDivision(shape, 0), { ...NO_OPERATIONS, add: 3 * shape.limbs }]);

/** c_0 and c_1 times P added to the two halves, which are divided. */
export const countRelinearizeRescale = (shape: SwitchingShape, primes = 1): OperationCounts =>
  sumCounts([
    countDecomposition(shape),
    countKeyProduct(shape),
    { ...NO_OPERATIONS, multiply: 2 * shape.limbs },
    countDivision(shape, primes),
  ]);

/**
 * One decomposition an input that is rotated, and one division for all: both halves permuted and summed for each key. What needs no key, c_0 under every
 * automorphism and both parts of terms as they are, is summed apart, and joins after the division, or times P before one that rescales.
 * @param nodes - a chain of sums (`sumChains`): between them the second half alone is divided
 */
export function countRotateSums(nodes: readonly RotateSumNode[], shape: SwitchingShape): OperationCounts {
  const last = nodes.at(-1)!;
  return sumCounts(
    nodes.flatMap((node, k) => [
      k === 0 ? countFirstSum(node, shape) : countLaterSum(node, shape),
      countJoin(node, k === 0, node !== last, shape),
      node === last ? countDivision(shape, node.rescale ? 1 : 0) : countHalfDivision(shape),
    ]),
  );
}

const rotationsOf = ({ steps }: RotateSumNode): number => steps.filter((step) => step !== 0).length;

function countFirstSum(node: RotateSumNode, shape: SwitchingShape): OperationCounts {
  const { inputs, steps } = node;
  const rotating = inputs.filter((_, k) => steps[k] !== 0);
  const plain = inputs.length - rotating.length;
  const { limbs, special } = shape;
  // A sum begins with a copy, unless its first term is permuted.
  const copied = inputs.some((input, k) => input === inputs[0] && steps[k] === 0) ? 1 : 0;
  const apart = limbs * (inputs.length - copied + Math.max(0, plain - 1));
  return sumCounts([
    ...[...new Set(rotating)].map(() => countDecomposition(shape)),
    ...rotating.map(() => countKeyProduct(shape)),
    { ...NO_OPERATIONS, add: 2 * rotating.length * (limbs + special) + apart },
  ]);
}

/** The first half of the sum before, times P, is added for each key, and as it is. */
function countLaterSum(node: RotateSumNode, shape: SwitchingShape): OperationCounts {
  const rotating = rotationsOf(node);
  const copied = Math.max(0, node.steps.length - rotating - 1);
  const { limbs, special } = shape;
  return sumCounts([
    countDecomposition(shape),
    ...Array.from({ length: rotating }, () => countKeyProduct(shape)),
    { ...NO_OPERATIONS, add: (3 * rotating + copied) * (limbs + special) + copied * limbs },
  ]);
}

/** What was summed apart joins: both halves of the first sum, the second of a later one. */
function countJoin(node: RotateSumNode, first: boolean, goesOn: boolean, { limbs }: SwitchingShape): OperationCounts {
  const mask = node.steps.length > rotationsOf(node) ? limbs : 0;
  const body = first ? limbs : 0;
  if (goesOn) return { ...NO_OPERATIONS, add: mask, multiply: body };
  return { ...NO_OPERATIONS, [node.rescale ? "multiply" : "add"]: body + mask };
}

/** One half divided by P. */
function countHalfDivision({ limbs, special }: SwitchingShape): OperationCounts {
  const multiply = special > 1 ? special : 0;
  return { ...NO_OPERATIONS, ntt: limbs + special, convert: limbs, add: limbs, multiply };
}

const sumCounts = (all: readonly OperationCounts[]): OperationCounts => all.reduce(addCounts);
