import type { Parameters } from "../parameters/create-parameters.ts";
import { type Level, limbsAt } from "./level.ts";
import { checkPolyShape, type Poly } from "./poly.ts";
import type { Scale } from "./scale.ts";

/** An encoded message, in NTT form, ready for products and sums. */
export interface Plaintext {
  readonly kind: "plaintext";
  readonly parameters: Parameters;
  readonly level: Level;
  readonly scale: Scale;
  readonly poly: Poly<"ntt">;
}

/** Makes a plaintext. @throws CkksError ARGUMENT_INVALID unless its polynomial has level + 1 limbs */
export function createPlaintext(fields: Omit<Plaintext, "kind">): Plaintext {
  checkPolyShape(fields.poly, limbsAt(fields.level), fields.parameters.ringDegree, "poly");
  return Object.freeze({ kind: "plaintext", ...fields });
}
