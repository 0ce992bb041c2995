import { checkInteger, checkNodeName, checkNumber } from "./checks.ts";

/** A ciphertext of the request, two parts. */
export interface InputNode {
  readonly kind: "input";
  readonly name: string;
  readonly level: number;
  readonly scale: number;
}

/** The largest scale that a node may name; `@velum/ckks` has the same. */
export const MAX_SCALE: number = 2 ** 900;
/** More primes than any parameter set has. */
export const MAX_LEVEL = 63;

/** @throws VelumError PROGRAM_NODE */
export const inputNode = (fields: Omit<InputNode, "kind">): InputNode =>
  Object.freeze({
    kind: "input",
    name: checkNodeName("name", fields.name),
    level: checkInteger("level", fields.level, 0, MAX_LEVEL),
    scale: checkNumber("scale", fields.scale, 1, MAX_SCALE),
  });
