import {
  type Ciphertext,
  type Context,
  createCiphertext,
  createPoly,
  limbsAt,
  toLevel,
  toScale,
} from "../src/index.ts";
import { words } from "./shapes.ts";

/** A ciphertext of any residues at all: sums and products of residues do not ask what they mean. */
export function anyCiphertext(context: Context, level: number, parts: 2 | 3, scale: number, seed: number): Ciphertext {
  const { parameters, ring } = context;
  const next = words(seed);
  const limbs = limbsAt(toLevel(level, parameters.maxLevel));
  const poly = () =>
    createPoly(
      "ntt",
      limbs,
      Uint32Array.from({ length: limbs * ring.n }, (_, i) => next() % parameters.primes[Math.floor(i / ring.n)]!),
    );
  return createCiphertext({
    parameters,
    level: toLevel(level, parameters.maxLevel),
    scale: toScale(scale),
    parts: Array.from({ length: parts }, poly),
  });
}
