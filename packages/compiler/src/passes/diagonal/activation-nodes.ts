import {
  addPlainNode,
  constantNode,
  dropLevelNode,
  innerProductNode,
  relinearizeRescaleNode,
  rescaleNode,
  sumOfProductsNode,
} from "@velum/protocol";
import { rms, type SlotActivation } from "./diagonal-network.ts";
import type { DiagonalNodes, Value } from "./layer-nodes.ts";
import type { ProductTree } from "./product-tree.ts";

/** The tensor of -2, which every doubled Chebyshev polynomial of twice the degree needs. */
export const MINUS_TWO = "diagonal.minus-two";

/** The tensor of entry n of the product basis, one number for each value of a hidden layer. */
export const coefficientName = (layer: number, index: number): string => `diagonal.activation${layer}.c${index}`;

/** How large the values of one hidden layer get. */
export interface ActivationSizes {
  /** The largest |x| of each value; 2 where polynomials were fitted to all that is proved. */
  readonly reach: readonly number[];
  readonly branches: ReadonlyMap<ProductTree, number>;
}

/** Nodes of the polynomials of one hidden layer. */
export class ActivationNodes {
  readonly #nodes: DiagonalNodes;
  readonly #layer: number;
  readonly #tree: ProductTree;
  readonly #sizes: ActivationSizes;
  /** D_j, as high as they come. */
  readonly #powers: Value[];
  /** D_j at lower levels, by power and level. */
  readonly #lowered = new Map<string, Value>();

  constructor(nodes: DiagonalNodes, layer: number, tree: ProductTree, input: Value, sizes: ActivationSizes) {
    this.#nodes = nodes;
    this.#layer = layer;
    this.#tree = tree;
    this.#sizes = sizes;
    this.#powers = [input];
    for (let j = 1; j < tree.levels; j++) this.#powers.push(this.#doubled(this.#powers[j - 1]!, j));
  }

  /** The polynomials of all slots, as many levels below the input as the tree has, at a scale. */
  value(scale: number): Value {
    return this.#branch(this.#tree, this.#powers[0]!.level - this.#tree.levels, scale);
  }

  /** D_{j} = D_{j-1}^2 - 2. */
  #doubled(power: Value, j: number): Value {
    const square = this.#nodes.square(power, 0);
    return this.#plus(square, MINUS_TWO, rms(this.#sizes.reach.map((x) => doubledSize(x, j))));
  }

  /** Every summand one level higher, relinearized and rescaled as a whole. */
  #branch(tree: ProductTree, level: number, scale: number): Value {
    const above = level + 1;
    const sum = scale * this.#nodes.prime(above);
    const multiples = tree.multiples.map(({ power, index }) => {
      const value = this.#at(power, above);
      return { value, constant: this.#constant(coefficientName(this.#layer, index), above, sum / value.scale) };
    });
    const linear =
      multiples.length === 0
        ? null
        : this.#nodes.add(
            innerProductNode({
              inputs: multiples.map(({ value }) => value.id),
              constants: multiples.map(({ constant }) => constant),
            }),
          );
    const value = this.#nodes.lower(this.#summed(tree, linear, above, sum), { level: above, scale: sum });
    return this.#plus(value, coefficientName(this.#layer, tree.constant), this.#sizes.branches.get(tree)!);
  }

  #summed({ products }: ProductTree, linear: number | null, above: number, sum: number): number {
    if (products.length === 0) return this.#nodes.add(rescaleNode({ input: linear! }));
    const pairs = products.map(({ power, factor }) => {
      const right = this.#at(power, above);
      return { left: this.#branch(factor, above, sum / right.scale), right };
    });
    const product = this.#nodes.add(
      sumOfProductsNode({
        lefts: pairs.map(({ left }) => left.id),
        rights: pairs.map(({ right }) => right.id),
        addend: linear,
      }),
    );
    return this.#nodes.add(relinearizeRescaleNode({ input: product }));
  }

  /** D_j at a level. */
  #at(power: number, level: number): Value {
    const value = this.#powers[power]!;
    if (value.level === level) return value;
    const key = `${power}/${level}`;
    const known = this.#lowered.get(key);
    if (known !== undefined) return known;
    const id = this.#nodes.add(dropLevelNode({ input: value.id, level }));
    const lowered = this.#nodes.sized({ ...value, id, level }, this.#nodes.sizes.get(value.id)!);
    this.#lowered.set(key, lowered);
    return lowered;
  }

  #plus(value: Value, tensor: string, size: number): Value {
    const constant = this.#constant(tensor, value.level, value.scale);
    const id = this.#nodes.add(addPlainNode({ input: value.id, constant }));
    return this.#nodes.sized({ ...value, id }, size);
  }

  #constant(tensor: string, level: number, scale: number): number {
    return this.#nodes.add(constantNode({ tensor, encoding: { kind: "slots", order: "periodic" }, level, scale }));
  }
}

/** Largest |D_j| for |x| up to a number. */
function doubledSize(x: number, j: number): number {
  let size = Math.max(2, x);
  for (let i = 0; i < j; i++) size = size ** 2 - 2;
  return size;
}

/** The constants of the polynomials of a hidden layer. */
export function activationTensors(
  activation: SlotActivation,
  layer: number,
): readonly (readonly [string, { readonly shape: readonly number[]; readonly data: Float64Array }])[] {
  if (activation.kind === "square") return [];
  const { coefficients } = activation;
  const indices = coefficients[0]!.keys();
  return [
    ...Array.from(indices, (n) => {
      const data = Float64Array.from(coefficients, (own) => own[n]!);
      return [coefficientName(layer, n), Object.freeze({ shape: Object.freeze([data.length]), data })] as const;
    }),
    ...(activation.tree.levels > 1
      ? [[MINUS_TWO, Object.freeze({ shape: Object.freeze([1]), data: Float64Array.of(-2) })] as const]
      : []),
  ];
}
