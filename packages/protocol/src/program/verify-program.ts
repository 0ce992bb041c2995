import type { Parameters } from "@velum/ckks";
import type { ProtectionLevel } from "../contract/contract.ts";
import { VelumError } from "../errors.ts";
import { estimateNoise, type NoiseBudget } from "./estimate-noise.ts";
import type { Program } from "./program.ts";
import { checkConstants } from "./rules/check-constants.ts";
import { checkProtection, type ProtectionFacts } from "./rules/check-protection.ts";
import { checkRange } from "./rules/check-range.ts";
import { checkStructure } from "./rules/check-structure.ts";
import type { Tensors } from "./tensor.ts";
import { type NodeState, trackLevels } from "./track-levels.ts";

/** What a program is judged against. */
export interface VerifyOptions {
  readonly parameters: Parameters;
  /** All tensors of the program, and no others. */
  readonly tensors: Tensors;
  /** The policy: what the contract claims. */
  readonly protection: ProtectionLevel;
}

declare const verified: unique symbol;

/** A program that keeps every rule, with what the rules found. Executors take nothing else. */
export interface VerifiedProgram {
  readonly [verified]: true;
  readonly program: Program;
  readonly parameters: Parameters;
  readonly tensors: Tensors;
  /** Level and scale of each node. */
  readonly states: readonly NodeState[];
  /** One entry for each protect node, in order. */
  readonly protections: readonly ProtectionFacts[];
}

/**
 * The rules of a program, once: the compiler runs them after its passes, the server on every load. Structure, constants,
 * levels and scales, ranges, protection with its caps and bars.
 * @throws VelumError PROGRAM_… with the node at fault
 * @example const ready = verifyProgram(program, { parameters, tensors, protection: "standard" });
 */
export function verifyProgram(program: Program, options: VerifyOptions): VerifiedProgram {
  const { parameters, tensors, protection } = options;
  if (program.parameters !== parameters.digest) {
    throw new VelumError("PROGRAM_PARAMETERS", {
      argument: "parameters",
      expected: "the digest in the program",
      got: "another",
    });
  }
  checkStructure(program);
  const states = trackLevels(program, parameters);
  checkConstants(program, tensors, parameters);
  checkRange(program, states, parameters);
  const noise = estimateNoise(program, states, tensors, parameters, { inputNorm: 0 });
  const protections = checkProtection(program, states, parameters, protection, (node) => hiddenNoise(noise[node]!));
  return Object.freeze({ program, parameters, tensors, states, protections }) as VerifiedProgram;
}

/** The noise that carries the weights: what came with the encrypted input, multiplied by them. */
const hiddenNoise = (budget: NoiseBudget): number => budget.get("encryption") ?? 0;
