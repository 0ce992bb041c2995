import { CkksError } from "../errors.ts";
import type { Parameters } from "../parameters/create-parameters.ts";

/** An odd number g in [1, 2N): the automorphism X -> X^g. */
export type GaloisElement = number & { readonly __brand: "GaloisElement" };

/** Checks an odd integer in [3, 2N). @throws CkksError GALOIS_ELEMENT_INVALID */
export function toGaloisElement(value: number, parameters: Parameters): GaloisElement {
  const order = 2 * parameters.ringDegree;
  if (!Number.isInteger(value) || value % 2 !== 1 || value < 3 || value >= order) {
    throw new CkksError(
      "GALOIS_ELEMENT_INVALID",
      `"element" expected an odd integer from 3 to ${order - 1}, got ${String(value)}`,
    );
  }
  return value as GaloisElement;
}

/**
 * The element 5^steps mod 2N that rotates slots to the left: slot i of the result is slot i + steps of the operand,
 * indices mod N/2. Negative steps rotate to the right.
 * @throws CkksError GALOIS_ELEMENT_INVALID for a step that is no integer or leaves every slot in place
 * @example rotationElement(3, parameters)
 */
export function rotationElement(steps: number, parameters: Parameters): GaloisElement {
  const { slotCount, ringDegree } = parameters;
  if (!Number.isInteger(steps) || steps % slotCount === 0) {
    throw new CkksError(
      "GALOIS_ELEMENT_INVALID",
      `"steps" expected an integer that is no multiple of ${slotCount}, got ${String(steps)}`,
    );
  }
  let element = 1;
  for (let i = ((steps % slotCount) + slotCount) % slotCount; i > 0; i--) element = (element * 5) % (2 * ringDegree);
  return element as GaloisElement;
}

/** The element 2N - 1, which conjugates every slot. */
export const conjugationElement = (parameters: Parameters): GaloisElement =>
  (2 * parameters.ringDegree - 1) as GaloisElement;
