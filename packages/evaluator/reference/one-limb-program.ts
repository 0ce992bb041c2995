import {
  type Ciphertext,
  type Context,
  createCiphertext,
  createEncoder,
  type Plaintext,
  preparePlaintext,
  registers,
  toLevel,
  toScale,
} from "@velum/ckks";
import { asPoly, type Limb } from "./residues.ts";

/** Input and weight scale of a product that stays on one limb: 2^24 at the end. */
export const INPUT_SCALE = 2 ** 14;
export const WEIGHT_SCALE = 2 ** 10;
/** Where the inner product lies. */
export const POSITION = 31;
/** Flooding of 2^-11 of an output. */
export const FLOODING = 2 ** 13;

/** Small integer weights of an inner product, reversed as the `dot` layout lays them out. */
export const encodeWeights = (context: Context, weights: readonly number[]): Plaintext =>
  createEncoder(context).encodeReversed(
    weights.map((w) => w / WEIGHT_SCALE),
    { level: 0, scale: WEIGHT_SCALE, position: POSITION },
  );

/** The unprotected product of a ciphertext of one limb with the weights, in a register that `use` reads. */
export function withProduct<T>(
  context: Context,
  weights: readonly number[],
  ciphertext: Ciphertext,
  use: (product: registers.Register) => T,
): T {
  const input = registers.loadRegister(context, ciphertext);
  const product = registers.multiplyPlain(context, input, preparePlaintext(context, encodeWeights(context, weights)));
  try {
    return use(product);
  } finally {
    registers.freeRegister(context, input);
    registers.freeRegister(context, product);
  }
}

/** A ciphertext of one limb from any two parts: what a client that follows no rule may send. */
export const anyCiphertext = ({ parameters }: Context, c0: Limb, c1: Limb): Ciphertext =>
  createCiphertext({
    parameters,
    level: toLevel(0, 0),
    scale: toScale(INPUT_SCALE),
    parts: [asPoly("ntt", c0), asPoly("ntt", c1)],
  });

/** Random weights of 13 features, of ten bits with a sign. */
export const randomWeights = (): number[] =>
  Array.from(crypto.getRandomValues(new Int16Array(13)), (x) => (x >> 6) | 1);
