import type { Parameters } from "@velum/ckks";
import type { ProtectionLevel } from "../../contract/contract.ts";
import { VelumError } from "../../errors.ts";
import { bitsPerValue, hintBits, maskBar, releaseCap, statisticalBits } from "../mask-strength.ts";
import type { ProtectNode } from "../nodes/protect.ts";
import type { Program } from "../program.ts";
import { modulusBitsAt, type NodeState } from "../track-levels.ts";

/** Every output is flooded by at least this, in units of the output: just below a precision of 2^-8 (A3, A13). */
export const MINIMUM_FLOODING: number = 2 ** -11;
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
  /** What the key owner's knowledge of the zero's noise costs, as bits of modulus. */
  readonly hintBits: number;
  readonly maskBar: number;
  /** Bits of statistical flooding per value for honestly generated inputs; 0 unless the zero is added at the full modulus. */
  readonly statisticalBits: number;
}

/**
 * Policy, caps and bars of every protect node.
 * @param inputNoise - for each node, the standard deviation of the noise that honest inputs bring into its coefficients
 * @throws VelumError PROGRAM_FLOODING, PROGRAM_RELEASES, PROGRAM_MASK, PROGRAM_NODE
 */
export function checkProtection(
  { nodes }: Program,
  states: readonly NodeState[],
  parameters: Parameters,
  protection: ProtectionLevel,
  inputNoise: (node: number) => number,
): readonly ProtectionFacts[] {
  return Object.freeze(
    nodes.flatMap((node, id) => {
      if (node.kind !== "protect") return [];
      const facts = factsOf(node, id, states[node.input]!, parameters, inputNoise(node.input));
      checkFlooding(node, facts, protection);
      checkMask(facts, parameters.ringDegree);
      checkPositions(node, id, parameters.ringDegree);
      return [facts];
    }),
  );
}

function factsOf(
  node: ProtectNode,
  id: number,
  state: NodeState,
  parameters: Parameters,
  hiddenSd: number,
): ProtectionFacts {
  const { ringDegree, maxLevel } = parameters;
  const floodingSd = node.flooding * state.scale;
  const modulusBits = modulusBitsAt(parameters, state.level);
  const bits = bitsPerValue(modulusBits, floodingSd);
  const claimed = state.level === maxLevel ? Math.max(0, statisticalBits(floodingSd, hiddenSd)) : 0;
  return Object.freeze({
    node: id,
    modulusBits,
    bitsPerValue: bits,
    released: node.positions.length,
    releaseCap: releaseCap(ringDegree, modulusBits, bits),
    hintBits: hintBits(ringDegree, floodingSd),
    maskBar: maskBar(ringDegree),
    statisticalBits: claimed,
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

function checkMask(
  { node, released, releaseCap: cap, modulusBits, hintBits: hint, maskBar: bar }: ProtectionFacts,
  ringDegree: number,
): void {
  const argument = `nodes[${node}]`;
  if (modulusBits + hint > bar) {
    throw new VelumError("PROGRAM_MASK", {
      argument,
      expected: `at most ${bar} bits of modulus and hint at ring degree ${ringDegree}`,
      got: (modulusBits + hint).toFixed(2),
    });
  }
  if (released > cap) {
    throw new VelumError("PROGRAM_RELEASES", {
      argument,
      expected: `at most ${cap} released coefficients`,
      got: String(released),
    });
  }
}

function checkPositions(node: ProtectNode, id: number, ringDegree: number): void {
  if (node.positions.some((position) => position >= ringDegree)) {
    throw new VelumError("PROGRAM_NODE", {
      argument: `nodes[${id}].positions`,
      expected: `positions below ${ringDegree}`,
      got: "a larger one",
    });
  }
}
