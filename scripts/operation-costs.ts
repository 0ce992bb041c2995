/**
 * What the operations of `npm run bench -- ops` need, counted in kernels over one limb of N residues. A test compares the
 * formulas with the calls that the operations make.
 */
export interface OperationCost {
  /** Forward NTTs. */
  readonly forward: number;
  /** Inverse NTTs. */
  readonly inverse: number;
  /** Products of two limbs, residue by residue, the terms of inner products among them. */
  readonly products: number;
  /** Limbs expanded from a seed by ChaCha20. */
  readonly uniform: number;
}

/** The shape of an operand: l limbs and k special primes, hence ceil(l/k) digits. */
export interface Shape {
  readonly limbs: number;
  readonly specialPrimes: number;
}

const digits = ({ limbs, specialPrimes }: Shape): number => Math.ceil(limbs / specialPrimes);
const all = ({ limbs, specialPrimes }: Shape): number => limbs + specialPrimes;

const cost = (parts: Partial<OperationCost>): OperationCost => ({
  forward: 0,
  inverse: 0,
  products: 0,
  uniform: 0,
  ...parts,
});

/** Inverse NTTs of the digits' own limbs, then each digit forward under every other prime. */
const decomposition = (shape: Shape): OperationCost =>
  cost({ inverse: shape.limbs, forward: digits(shape) * all(shape) - shape.limbs });

/** Digits times key, both halves, and division by P. */
const switching = (shape: Shape): OperationCost =>
  cost({
    products: 2 * digits(shape) * all(shape),
    inverse: 2 * shape.specialPrimes,
    forward: 2 * shape.limbs,
  });

const sum = (...parts: readonly OperationCost[]): OperationCost =>
  parts.reduce((total, part) => ({
    forward: total.forward + part.forward,
    inverse: total.inverse + part.inverse,
    products: total.products + part.products,
    uniform: total.uniform + part.uniform,
  }));

const scaled = (part: OperationCost, factor: number): OperationCost => ({
  forward: part.forward * factor,
  inverse: part.inverse * factor,
  products: part.products * factor,
  uniform: part.uniform * factor,
});

/** Rotations that share one decomposition in the case `rotate-hoisted-8`. */
const HOISTED = 8;

/** Costs by case of the group `ops`. */
export const OPERATION_COSTS: Readonly<Record<string, (shape: Shape) => OperationCost>> = {
  ntt: () => cost({ forward: 1 }),
  intt: () => cost({ inverse: 1 }),
  encode: ({ limbs }) => cost({ forward: limbs }),
  "encrypt-secret": ({ limbs }) => cost({ forward: limbs, products: limbs, uniform: limbs }),
  "encrypt-public": ({ limbs }) => cost({ forward: 3 * limbs, products: 2 * limbs }),
  "decrypt-decode": ({ limbs }) => cost({ inverse: limbs, products: limbs }),
  add: () => cost({}),
  "multiply-plain-rescale": ({ limbs }) => cost({ products: 2 * limbs, inverse: 2, forward: 2 * (limbs - 1) }),
  // The last prime is divided out together with P: an inverse NTT instead of a forward one, twice.
  "multiply-relinearize-rescale": (shape) =>
    sum(cost({ products: 4 * shape.limbs, inverse: 2, forward: -2 }), decomposition(shape), switching(shape)),
  rotate: (shape) => sum(decomposition(shape), switching(shape)),
  "rotate-hoisted-8": (shape) => sum(scaled(decomposition(shape), 1 / HOISTED), switching(shape)),
  "keygen-rotation": (shape) => {
    const limbs = digits(shape) * all(shape);
    return cost({ forward: limbs, products: limbs, uniform: limbs });
  },
};
