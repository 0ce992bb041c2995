import type { Parameters } from "@velum/ckks";
import { VelumError } from "../../errors.ts";
import { constantTensor } from "../constant-coefficients.ts";
import type { Program } from "../program.ts";
import type { Tensors } from "../tensor.ts";
import { modulusBitsAt } from "../track-levels.ts";

/** Largest sum of coefficients of all constants: 64 MiB as they lie in memory at one limb (E7). */
export const MAX_CONSTANT_WORDS: number = 2 ** 24;

/**
 * Every constant has its tensor, of a fitting shape, finite, and inside half the modulus at its scale; all constants
 * together stay within the cap; no tensor is left over.
 * @throws VelumError PROGRAM_TENSOR, PROGRAM_SCALE, PROGRAM_TOO_LARGE
 */
export function checkConstants({ nodes }: Program, tensors: Tensors, parameters: Parameters): void {
  let words = 0;
  const named = new Set<string>();
  nodes.forEach((node, id) => {
    if (node.kind !== "constant") return;
    const { data } = constantTensor(node, tensors, parameters.ringDegree);
    checkMagnitude(data, node.scale, modulusBitsAt(parameters, node.level), `nodes[${id}]`);
    words += parameters.ringDegree * (node.level + 1);
    named.add(node.tensor);
  });
  if (words > MAX_CONSTANT_WORDS) {
    throw new VelumError("PROGRAM_TOO_LARGE", {
      argument: "constants",
      expected: `at most ${MAX_CONSTANT_WORDS} words`,
      got: String(words),
    });
  }
  if (named.size !== tensors.size) {
    throw new VelumError("PROGRAM_TENSOR", {
      argument: "tensors",
      expected: `${named.size} tensors`,
      got: String(tensors.size),
    });
  }
}

function checkMagnitude(data: Float64Array, scale: number, modulusBits: number, argument: string): void {
  const largest = data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  if (!Number.isFinite(largest)) {
    throw new VelumError("PROGRAM_TENSOR", { argument, expected: "finite entries", got: "NaN or an infinity" });
  }
  if (largest > 0 && Math.log2(largest) + Math.log2(scale) > modulusBits - 1) {
    throw new VelumError("PROGRAM_SCALE", {
      argument,
      expected: "entries inside half the modulus",
      got: "a larger one",
    });
  }
}
