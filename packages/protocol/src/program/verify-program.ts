import type { Parameters } from "@velum/ckks";
import type { ModelPrivacy, ProtectionLevel } from "../contract/contract.ts";
import { VelumError } from "../errors.ts";
import { estimateNoise, type NoiseBudget } from "./estimate-noise.ts";
import type { Program } from "./program.ts";
import { checkConstants } from "./rules/check-constants.ts";
import { checkLayout } from "./rules/check-layout.ts";
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
  /** `any-key` (if left out): nothing may be released that the mask does not survive under a crafted key (A1). `honest-key`
   * admits it: the contract says so, and a server serves it only where its operator allows. */
  readonly modelPrivacy?: ModelPrivacy;
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
 * The rules of a program, once: the compiler runs them after its passes, the server on every load. Structure, layout,
 * constants, levels, scales and parts, ranges, protection with its caps and bars.
 * @throws VelumError PROGRAM_… with the node at fault
 * @example const ready = verifyProgram(program, { parameters, tensors, protection: "standard" });
 */
export function verifyProgram(program: Program, options: VerifyOptions): VerifiedProgram {
  const { parameters, tensors } = options;
  if (program.parameters !== parameters.digest) {
    throw new VelumError("PROGRAM_PARAMETERS", {
      argument: "parameters",
      expected: "the digest in the program",
      got: "another",
    });
  }
  checkStructure(program);
  checkLayout(program, parameters);
  const states = trackLevels(program, parameters);
  checkConstants(program, states, tensors, parameters);
  checkRange(program, states, parameters);
  const noise = estimateNoise(program, states, tensors, parameters, { inputNorm: 0 });
  const policy = { protection: options.protection, modelPrivacy: options.modelPrivacy ?? "any-key" };
  const protections = checkProtection(program, states, parameters, policy, (node) => hiddenNoise(noise[node]!));
  return Object.freeze({ program, parameters, tensors, states, protections }) as VerifiedProgram;
}

/** The noise that carries the weights: what came with the encrypted input, multiplied by them. */
const hiddenNoise = (budget: NoiseBudget): number => budget.get("encryption") ?? 0;
