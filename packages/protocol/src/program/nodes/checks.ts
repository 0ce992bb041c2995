import { type ErrorContext, VelumError } from "../../errors.ts";

/** The index of an earlier node. */
export type NodeId = number & { readonly __brand: "NodeId" };

/** More nodes than any plan needs; a node id is below it (E7). */
export const MAX_NODES = 4096;

/** Names of tensors, inputs and outputs: no path, no markup, no `__proto__`. */
export const NODE_NAME: RegExp = /^[a-z][a-z0-9]*(?:[-.][a-z0-9]+)*$/;

export const nodeError = (argument: string, expected: string, got: string): VelumError =>
  new VelumError("PROGRAM_NODE", { argument, expected, got } satisfies ErrorContext);

/** An integer from `min` to `max`. @throws VelumError PROGRAM_NODE */
export function checkInteger(argument: string, value: number, min: number, max: number): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw nodeError(
      argument,
      `an integer from ${min} to ${max}`,
      typeof value === "number" ? String(value) : typeof value,
    );
  }
  return value;
}

/** A node id. Whether the node exists and comes earlier is a rule of the program. @throws VelumError PROGRAM_NODE */
export const checkNodeId = (argument: string, value: number): NodeId =>
  checkInteger(argument, value, 0, MAX_NODES - 1) as NodeId;

/** A finite number from `min` to `max`. @throws VelumError PROGRAM_NODE */
export function checkNumber(argument: string, value: number, min: number, max: number): number {
  if (typeof value !== "number" || !(value >= min && value <= max)) {
    throw nodeError(
      argument,
      `a number from ${min} to ${max}`,
      typeof value === "number" ? String(value) : typeof value,
    );
  }
  return value;
}

/** The name of a plan, which must fit its field of the request frame. @throws VelumError PROGRAM_NODE */
export const checkPlanName = (value: string): string => checkNodeName("plan", value, 47);

/** A short name. @throws VelumError PROGRAM_NODE */
export function checkNodeName(argument: string, value: string, most = 64): string {
  if (typeof value !== "string" || value.length > most || !NODE_NAME.test(value)) {
    throw nodeError(
      argument,
      `a name of at most ${most} lower-case letters, digits, hyphens and dots`,
      typeof value === "string" ? "another text" : typeof value,
    );
  }
  return value;
}
