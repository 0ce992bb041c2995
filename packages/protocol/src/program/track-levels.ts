import { type Parameters, sameScale } from "@velum/ckks";
import { VelumError } from "../errors.ts";
import type { InnerProductNode } from "./nodes/inner-product.ts";
import type { ProtectNode } from "./nodes/protect.ts";
import type { SumOfProductsNode } from "./nodes/sum-of-products.ts";
import type { Program, ProgramNode } from "./program.ts";

/** Level, scale and parts of a node's value. The scale of a protect or output node is that after truncation. */
export interface NodeState {
  readonly level: number;
  readonly scale: number;
  /** Polynomials: one of a constant, two of a ciphertext, three after a square. */
  readonly parts: 1 | 2 | 3;
}

/** log2 of the modulus at a level. */
export const modulusBitsAt = ({ primes }: Parameters, level: number): number =>
  primes.slice(0, level + 1).reduce((bits, q) => bits + Math.log2(q), 0);

/**
 * Level, exact scale and parts of every node of a program whose structure was checked.
 * @throws VelumError PROGRAM_LEVEL, PROGRAM_SCALE, PROGRAM_PARTS, PROGRAM_KEYS
 */
export function trackLevels({ nodes }: Program, parameters: Parameters): readonly NodeState[] {
  const states: NodeState[] = [];
  nodes.forEach((node, id) => {
    states.push(Object.freeze(stateOf(node, `nodes[${id}]`, states, parameters)));
  });
  return Object.freeze(states);
}

function stateOf(node: ProgramNode, argument: string, states: readonly NodeState[], parameters: Parameters): NodeState {
  switch (node.kind) {
    case "input":
      return leaf(node, 2, argument, parameters);
    case "constant":
      return leaf(node, 1, argument, parameters);
    case "multiplyPlain": {
      const [input, constant] = onOneLevel(twoParts(states[node.input]!, argument), states[node.constant]!, argument);
      return fits({ ...input, scale: input.scale * constant.scale }, argument, parameters);
    }
    case "innerProduct":
      return fits(innerProduct(node, states, argument), argument, parameters);
    case "addPlain": {
      const [input, constant] = onOneLevel(states[node.input]!, states[node.constant]!, argument);
      if (!sameScale(input.scale, constant.scale)) throw scaleError(argument, "operands of one scale", "two");
      return input;
    }
    case "linearCombination": {
      const input = alike(node.inputs, states, argument);
      return fits({ ...input, scale: input.scale * node.scale }, argument, parameters);
    }
    case "signedSum":
      return alike(node.inputs, states, argument);
    case "addConstant":
      return states[node.input]!;
    case "square": {
      const input = twoParts(states[node.input]!, argument);
      return fits({ level: input.level, scale: input.scale ** 2, parts: 3 }, argument, parameters);
    }
    case "sumOfProducts":
      return fits(sumOfProducts(node, states, argument), argument, parameters);
    case "rotate":
      return switched(twoParts(states[node.input]!, argument), argument, parameters);
    case "rotateSum": {
      const sum = switched(twoParts(alike(node.inputs, states, argument), argument), argument, parameters);
      return node.rescale ? rescaled(sum, argument, parameters) : sum;
    }
    case "relinearizeRescale": {
      const input = states[node.input]!;
      if (input.parts !== 3) throw partsError(argument, "an operand of three parts", String(input.parts));
      return rescaled({ ...switched(input, argument, parameters), parts: 2 }, argument, parameters);
    }
    case "rescale":
      return rescaled(twoParts(states[node.input]!, argument), argument, parameters);
    case "dropLevel": {
      const input = twoParts(states[node.input]!, argument);
      if (node.level >= input.level) throw levelError(argument, `a level below ${input.level}`, String(node.level));
      return fits({ ...input, level: node.level }, argument, parameters);
    }
    case "protect":
      return protectedState(node, states[node.input]!, argument, parameters);
    case "output":
      return states[node.input]!;
  }
}

function leaf(
  { level, scale }: { readonly level: number; readonly scale: number },
  parts: 1 | 2,
  argument: string,
  parameters: Parameters,
): NodeState {
  if (level > parameters.maxLevel) throw levelError(argument, `a level up to ${parameters.maxLevel}`, String(level));
  return fits({ level, scale, parts }, argument, parameters);
}

/** Products of one level and scale. */
function innerProduct(node: InnerProductNode, states: readonly NodeState[], argument: string): NodeState {
  const products = node.inputs.map((id, k) => {
    const [input, constant] = onOneLevel(twoParts(states[id]!, argument), states[node.constants[k]!]!, argument);
    return { ...input, scale: input.scale * constant.scale };
  });
  return alike([...products.keys()], products, argument);
}

/** Products of one level and scale, and an addend that is like them. */
function sumOfProducts(
  { lefts, rights, addend }: SumOfProductsNode,
  states: readonly NodeState[],
  argument: string,
): NodeState {
  const products = lefts.map((left, k) => {
    const [a, b] = onOneLevel(twoParts(states[left]!, argument), twoParts(states[rights[k]!]!, argument), argument);
    return { ...a, scale: a.scale * b.scale };
  });
  if (addend !== null) products.push(twoParts(states[addend]!, argument));
  return { ...alike([...products.keys()], products, argument), parts: 3 };
}

/** Key switching needs a special prime. */
function switched(state: NodeState, argument: string, { specialPrimes }: Parameters): NodeState {
  if (specialPrimes.length > 0) return state;
  throw new VelumError("PROGRAM_KEYS", { argument, expected: "parameters with special primes", got: "none" });
}

/** Operands of a sum. */
function alike(inputs: readonly number[], states: readonly NodeState[], argument: string): NodeState {
  const first = states[inputs[0]!]!;
  for (const input of inputs) {
    const { scale, parts } = onOneLevel(first, states[input]!, argument)[1];
    if (parts !== first.parts) throw partsError(argument, "operands of as many parts", "others");
    if (!sameScale(first.scale, scale)) throw scaleError(argument, "operands of one scale", "two");
  }
  return first;
}

/**
 * What a product would multiply further without a relinearization key, and what rounding would make noisy: a rounding error
 * of c_2 meets s^2, which is 2^9 to 2^11 as large as that of c_0 (parameters.md, rule 2).
 */
function twoParts(state: NodeState, argument: string): NodeState {
  if (state.parts !== 2) throw partsError(argument, "an operand of two parts", String(state.parts));
  return state;
}

function onOneLevel(a: NodeState, b: NodeState, argument: string): readonly [NodeState, NodeState] {
  if (a.level !== b.level) throw levelError(argument, "operands on one level", `${a.level} and ${b.level}`);
  return [a, b];
}

/** A scale above half the modulus leaves no room for any value. */
function fits(state: NodeState, argument: string, parameters: Parameters): NodeState {
  const bits = modulusBitsAt(parameters, state.level);
  if (Math.log2(state.scale) > bits - 1)
    throw scaleError(argument, `a scale below 2^${(bits - 1).toFixed(2)}`, "a larger one");
  return state;
}

function rescaled({ level, scale, parts }: NodeState, argument: string, { primes }: Parameters): NodeState {
  if (level === 0) throw levelError(argument, "a prime to rescale by", "level 0");
  const result = { level: level - 1, scale: scale / primes[level]!, parts };
  if (result.scale < 1) throw scaleError(argument, "a scale of at least 1 after rescaling", "less");
  return result;
}

function protectedState(node: ProtectNode, input: NodeState, argument: string, parameters: Parameters): NodeState {
  if (node.outputLevel > input.level)
    throw levelError(argument, `an output level up to ${input.level}`, String(node.outputLevel));
  let state = input;
  while (state.level > node.outputLevel) state = rescaled(state, argument, parameters);
  return node.modulusBits === null ? state : truncated(state, node.modulusBits, argument, parameters);
}

function truncated(
  { level, scale, parts }: NodeState,
  bits: number,
  argument: string,
  { primes }: Parameters,
): NodeState {
  const modulus = primes.slice(0, level + 1).reduce((product, q) => product * q, 1);
  if (2 ** bits >= modulus)
    throw levelError(argument, `a truncation below 2^${Math.log2(modulus).toFixed(2)}`, `2^${bits}`);
  const result = { level, scale: (scale * 2 ** bits) / modulus, parts };
  if (result.scale < 1) throw scaleError(argument, "a scale of at least 1 after truncation", "less");
  return result;
}

const levelError = (argument: string, expected: string, got: string): VelumError =>
  new VelumError("PROGRAM_LEVEL", { argument, expected, got });
const partsError = (argument: string, expected: string, got: string): VelumError =>
  new VelumError("PROGRAM_PARTS", { argument, expected, got });
const scaleError = (argument: string, expected: string, got: string): VelumError =>
  new VelumError("PROGRAM_SCALE", { argument, expected, got });
