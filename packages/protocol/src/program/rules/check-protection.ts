import type { Parameters } from "@velum/ckks";
import type { ModelPrivacy, ProtectionLevel } from "../../contract/contract.ts";
import { VelumError } from "../../errors.ts";
import { bitsPerValue, hintBits, maskBar, releaseCap, statisticalBits } from "../mask-strength.ts";
import type { ProtectNode } from "../nodes/protect.ts";
import type { Program } from "../program.ts";
import { modulusBitsAt, type NodeState } from "../track-levels.ts";
import { floodingDeviation } from "../value-order.ts";

/** Every output is flooded by at least this, in units of the output: just below a precision of 2^-8 (A3, A13). */
export const MINIMUM_FLOODING: number = 2 ** -11;
/** What the sampler of floodings can draw, in the integers that values are scaled to. */
const WIDEST_FLOODING = 2 ** 80;
/** Bits of statistical flooding that `strong` asks for. */
export const STRONG_BITS = 40;

/** What one protect node lets through, all at the modulus where the zero is added. */
export interface ProtectionFacts {
  readonly node: number;
  readonly modulusBits: number;
  /** At most so many bits about the model in each released value. */
  readonly bitsPerValue: number;
  readonly released: number;
  readonly releaseCap: number;
  /** Whether the mask holds for crafted keys too: one mask, and no more is released than the cap (A1). */
  readonly anyKey: boolean;
  /** What the key owner's knowledge of the zero's noise costs, as bits of modulus. */
  readonly hintBits: number;
  readonly maskBar: number;
  /** Bits of statistical flooding per value for honestly generated inputs; 0 after a square, and unless the zero is added at the full modulus. */
  readonly statisticalBits: number;
}

/** What a program must keep to. */
export interface ProtectionPolicy {
  readonly protection: ProtectionLevel;
  readonly modelPrivacy: ModelPrivacy;
}

/**
 * Policy, caps and bars of every protect node.
 * @param inputNoise - for each node, the standard deviation of the noise that honest inputs bring into its coefficients
 * @throws VelumError PROGRAM_FLOODING, PROGRAM_RELEASES, PROGRAM_MASK, PROGRAM_NODE
 */
export function checkProtection(
  program: Program,
  states: readonly NodeState[],
  parameters: Parameters,
  { protection, modelPrivacy }: ProtectionPolicy,
  inputNoise: (node: number) => number,
): readonly ProtectionFacts[] {
  return Object.freeze(
    program.nodes.flatMap((node, id) => {
      if (node.kind !== "protect") return [];
      const facts = factsOf(program, id, states[node.input]!, parameters, inputNoise(node.input));
      checkFlooding(node, facts, protection);
      checkMask(facts, parameters.ringDegree);
      if (modelPrivacy === "any-key") checkReleases(facts);
      checkPositions(node, id, parameters.ringDegree);
      return [facts];
    }),
  );
}

function factsOf(
  program: Program,
  id: number,
  state: NodeState,
  parameters: Parameters,
  hiddenSd: number,
): ProtectionFacts {
  const { ringDegree, maxLevel } = parameters;
  const node = program.nodes[id] as ProtectNode;
  const floodingSd = floodingDeviation(program, node, state.scale, parameters);
  if (floodingSd > WIDEST_FLOODING) {
    throw new VelumError("PROGRAM_FLOODING", {
      argument: `nodes[${id}].flooding`,
      expected: "a deviation of at most 2^80 integers",
      got: `2^${Math.log2(floodingSd).toFixed(1)}`,
    });
  }
  const modulusBits = modulusBitsAt(parameters, state.level);
  const bits = bitsPerValue(modulusBits, floodingSd);
  // After a square the noise is as large as the message makes it: no flooding of a fixed width can claim to hide it.
  const claims = state.level === maxLevel && state.parts === 2;
  const released = node.positions === "all" ? ringDegree : node.positions.length;
  const cap = releaseCap(ringDegree, modulusBits, bits);
  return Object.freeze({
    node: id,
    modulusBits,
    bitsPerValue: bits,
    released,
    releaseCap: cap,
    anyKey: state.parts === 2 && released <= cap,
    hintBits: hintBits(ringDegree, floodingSd, state.parts === 3 ? 3 : 2),
    maskBar: maskBar(ringDegree),
    statisticalBits: claims ? Math.max(0, statisticalBits(floodingSd, hiddenSd)) : 0,
  });
}

function checkFlooding(node: ProtectNode, facts: ProtectionFacts, protection: ProtectionLevel): void {
  const argument = `nodes[${facts.node}].flooding`;
  if (node.flooding < MINIMUM_FLOODING) {
    throw new VelumError("PROGRAM_FLOODING", {
      argument,
      expected: `at least ${MINIMUM_FLOODING}`,
      got: String(node.flooding),
    });
  }
  if (protection === "strong" && facts.statisticalBits < STRONG_BITS) {
    throw new VelumError("PROGRAM_FLOODING", {
      argument,
      expected: `${STRONG_BITS} bits of statistical flooding at the full modulus`,
      got: `${facts.statisticalBits.toFixed(1)} bits`,
    });
  }
}

function checkMask({ node, modulusBits, hintBits: hint, maskBar: bar }: ProtectionFacts, ringDegree: number): void {
  if (modulusBits + hint <= bar) return;
  throw new VelumError("PROGRAM_MASK", {
    argument: `nodes[${node}]`,
    expected: `at most ${bar} bits of modulus and hint at ring degree ${ringDegree}`,
    got: (modulusBits + hint).toFixed(2),
  });
}

function checkReleases({ node, anyKey, released, releaseCap: cap }: ProtectionFacts): void {
  if (anyKey) return;
  throw new VelumError("PROGRAM_RELEASES", {
    argument: `nodes[${node}]`,
    expected: `at most ${cap} released coefficients of two parts`,
    got: String(released),
  });
}

function checkPositions(node: ProtectNode, id: number, ringDegree: number): void {
  if (node.positions !== "all" && node.positions.some((position) => position >= ringDegree)) {
    throw new VelumError("PROGRAM_NODE", {
      argument: `nodes[${id}].positions`,
      expected: `positions below ${ringDegree}`,
      got: "a larger one",
    });
  }
}
