import type { Parameters } from "../parameters/create-parameters.ts";
import type { Level } from "./level.ts";
import type { Poly } from "./poly.ts";
import type { Scale } from "./scale.ts";

/** An encoded message, in NTT form, ready for products and sums. */
export interface Plaintext {
  readonly kind: "plaintext";
  readonly parameters: Parameters;
  readonly level: Level;
  readonly scale: Scale;
  readonly poly: Poly<"ntt">;
}

/** Makes a plaintext from a polynomial of the right number of limbs. */
export const createPlaintext = (fields: Omit<Plaintext, "kind">): Plaintext =>
  Object.freeze({ kind: "plaintext", ...fields });
