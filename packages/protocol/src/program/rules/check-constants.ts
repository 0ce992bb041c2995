import type { Parameters } from "@velum/ckks";
import { VelumError } from "../../errors.ts";
import { type CoefficientConstant, constantTensor } from "../constant-coefficients.ts";
import { type SlotConstant, slotTensor } from "../constant-slots.ts";
import type { AddConstantNode } from "../nodes/add-constant.ts";
import type { ConstantNode } from "../nodes/constant.ts";
import type { LinearCombinationNode } from "../nodes/linear-combination.ts";
import type { Program } from "../program.ts";
import { addedConstant, combinationWeights } from "../scalars.ts";
import type { Tensors } from "../tensor.ts";
import { modulusBitsAt, type NodeState } from "../track-levels.ts";

/** Largest sum of coefficients of all constants: 64 MiB as they lie in memory at one limb (E7). */
export const MAX_CONSTANT_WORDS: number = 2 ** 24;

/**
 * Every constant, combination and addend has its tensor, of a fitting shape, finite, and inside half the modulus at its
 * scale; all constants together stay within the cap; no tensor is left over.
 * @throws VelumError PROGRAM_TENSOR, PROGRAM_SCALE, PROGRAM_TOO_LARGE
 */
export function checkConstants(
  { nodes }: Program,
  states: readonly NodeState[],
  tensors: Tensors,
  parameters: Parameters,
): void {
  let words = 0;
  const named = new Set<string>();
  nodes.forEach((node, id) => {
    const argument = `nodes[${id}]`;
    if (!("tensor" in node)) return;
    const { level, scale } = states[id]!;
    const values = valuesOf(node, tensors, parameters, argument);
    checkMagnitude(
      values,
      node.kind === "linearCombination" ? node.scale : scale,
      modulusBitsAt(parameters, level),
      argument,
    );
    if (node.kind === "constant") words += parameters.ringDegree * (level + 1);
    else words += values.length * (level + 1);
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

function valuesOf(
  node: ConstantNode | LinearCombinationNode | AddConstantNode,
  tensors: Tensors,
  { ringDegree, slotCount }: Parameters,
  argument: string,
): Float64Array {
  switch (node.kind) {
    case "constant":
      return node.encoding.kind === "slots"
        ? slotTensor(node as SlotConstant, tensors, slotCount).data
        : constantTensor(node as CoefficientConstant, tensors, ringDegree).data;
    case "linearCombination":
      return combinationWeights(node, tensors, argument);
    case "addConstant":
      return Float64Array.of(addedConstant(node, tensors, argument));
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
