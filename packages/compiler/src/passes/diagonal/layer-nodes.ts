import type { Parameters } from "@velum/ckks";
import {
  addPlainNode,
  constantNode,
  innerProductNode,
  inputNode,
  type ProgramNode,
  relinearizeRescaleNode,
  rescaleNode,
  rotateNode,
  rotateSumNode,
  squareNode,
} from "@velum/protocol";
import { type LayerSplit, sumStages } from "./layer-shape.ts";

/** A value under construction: its node, where it is, and how large its slots are. */
export interface Value {
  readonly id: number;
  readonly level: number;
  readonly scale: number;
}

/** What a layer is made of: names of its tensors, and the scale of its weights. */
export interface LayerConstants {
  readonly weights: string;
  readonly bias: string;
  readonly scale: number;
  /** Whether the product is rescaled; the last layer leaves that to its protection. */
  readonly rescale: boolean;
}

/** Nodes of the diagonal layout, level and scale followed. */
export class DiagonalNodes {
  readonly list: ProgramNode[] = [];
  /** Root mean square over the slots of the largest absolute values, by node. */
  readonly sizes: Map<number, number> = new Map();
  readonly #primes: readonly number[];

  constructor({ primes }: Parameters) {
    this.#primes = primes;
  }

  input(level: number, scale: number, size: number): Value {
    return this.sized({ id: this.add(inputNode({ name: "x", level, scale })), level, scale }, size);
  }

  /** The weights' product with the vector, slots added up, plus the bias. */
  affine(input: Value, split: LayerSplit, constants: LayerConstants, size: number): Value {
    const products = this.#products(input, split, constants);
    const { shape } = split;
    const stages = sumStages(shape.period, shape.terms);
    let { rescale } = constants;
    let value: Value;
    if (products.length > 1) {
      const last = !(split.late && stages.length > 0);
      value = this.#sum(
        products,
        products.map((_, g) => g * split.babies * shape.repeat),
        rescale && last,
      );
      if (last) rescale = false;
    } else {
      value = products[0]!;
      if (rescale && !(split.late && stages.length > 0)) {
        value = this.lower(this.add(rescaleNode({ input: value.id })), value);
        rescale = false;
      }
    }
    stages.forEach((steps, k) => {
      value = this.#sum(
        steps.map(() => value),
        steps,
        rescale && k === stages.length - 1,
      );
    });
    const { level, scale } = value;
    const encoding = { kind: "slots", order: "periodic" } as const;
    const bias = this.add(constantNode({ tensor: constants.bias, encoding, level, scale }));
    return this.sized({ ...value, id: this.add(addPlainNode({ input: value.id, constant: bias })) }, size);
  }

  /** Every slot squared, two parts again, one level less. */
  square(input: Value, size: number): Value {
    const squared = this.add(squareNode({ input: input.id }));
    const id = this.add(relinearizeRescaleNode({ input: squared }));
    return this.sized(this.lower(id, { ...input, scale: input.scale ** 2 }), size);
  }

  /** The prime that a level loses. */
  prime(level: number): number {
    return this.#primes[level]!;
  }

  add(node: ProgramNode): number {
    return this.list.push(node) - 1;
  }

  /** One sum of products a giant step. */
  #products(input: Value, { shape, babies }: LayerSplit, { weights, scale }: LayerConstants): readonly Value[] {
    const { repeat, diagonals } = shape;
    const size = this.sizes.get(input.id)!;
    const rotated = Array.from({ length: babies }, (_, b) => {
      const id = b === 0 ? input.id : this.add(rotateNode({ input: input.id, steps: b * repeat }));
      return this.sized({ ...input, id }, size).id;
    });
    return Array.from({ length: diagonals / babies }, (_, g) => {
      const shift = g * babies * repeat;
      const constants = rotated.map((_, b) => {
        const encoding = { kind: "slots", order: "diagonal", repeat, index: g * babies + b, shift } as const;
        return this.add(constantNode({ tensor: weights, encoding, level: input.level, scale }));
      });
      const id = this.add(innerProductNode({ inputs: rotated, constants }));
      return { id, level: input.level, scale: input.scale * scale };
    });
  }

  #sum(values: readonly Value[], steps: readonly number[], rescale: boolean): Value {
    const id = this.add(rotateSumNode({ inputs: values.map((value) => value.id), steps, rescale }));
    return rescale ? this.lower(id, values[0]!) : { ...values[0]!, id };
  }

  /** A node one level below a value, whose scale its prime has divided. */
  lower(id: number, { level, scale }: Pick<Value, "level" | "scale">): Value {
    return { id, level: level - 1, scale: scale / this.#primes[level]! };
  }

  /** Says how large the slots of a value are. */
  sized(value: Value, size: number): Value {
    this.sizes.set(value.id, size);
    return value;
  }
}
