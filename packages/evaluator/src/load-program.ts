import {
  type Context,
  createEncoder,
  type Encoder,
  type Plaintext,
  type PreparedPlaintext,
  type PreparedScalars,
  preparePlaintext,
  prepareScalars,
} from "@velum/ckks";
import {
  addedConstant,
  type CoefficientConstant,
  type ConstantNode,
  combinationWeights,
  constantCoefficients,
  constantSlots,
  type FusedSquares,
  floodingDeviation,
  fusedSquares,
  type MaskedRescales,
  maskedRescales,
  type Program,
  type RequiredKeys,
  type RescaleChains,
  requiredKeys,
  rescaleChains,
  type SlotConstant,
  type SumChains,
  sumChains,
  VelumError,
  type VerifiedProgram,
} from "@velum/protocol";
import { hoistedRotations } from "./hoisting.ts";
import { lastUses } from "./lifetimes.ts";

/** A program with its weights encoded: what `execute` runs, any number of times. */
export interface LoadedProgram {
  readonly program: Program;
  readonly context: Context;
  /** Factors of products, by constant node: resident in WebAssembly memory, with Shoup quotients. */
  readonly factors: ReadonlyMap<number, PreparedPlaintext>;
  /** Addends of sums, by constant node, and those of every coefficient, by the node that adds them. */
  readonly addends: ReadonlyMap<number, Plaintext>;
  /** Numbers of linear combinations, signs of signed sums, addends of every slot: by their node. */
  readonly scalars: ReadonlyMap<number, PreparedScalars>;
  /** Standard deviation of the flooding in integers, by protect node. */
  readonly deviations: ReadonlyMap<number, number>;
  /** For the first rotation of each input, all rotations of it: they share a decomposition. */
  readonly hoisted: ReadonlyMap<number, readonly number[]>;
  /** What the program uses of a key set. */
  readonly requiredKeys: RequiredKeys;
  /** Squares that are computed in the sums that read them. */
  readonly fused: FusedSquares;
  /** Rescalings that are done where their result is masked. */
  readonly masked: MaskedRescales;
  /** Sums of rotations that are computed together. */
  readonly sums: SumChains;
  /** Rescalings that are done along with relinearizations. */
  readonly rescales: RescaleChains;
  /** For each node, the operands that it is the last to read. */
  readonly lastUses: readonly (readonly number[])[];
}

/**
 * Encodes the weights of a verified program, once a model. Every weight is encoded, zero or not (A12).
 * @throws VelumError PROGRAM_PARAMETERS when the context was made for other parameters
 * @throws CkksError VALUE_OUT_OF_RANGE, LEVEL_INVALID
 * @example const loaded = loadProgram(verifyProgram(program, options), await createContext(parameters));
 */
export function loadProgram(verified: VerifiedProgram, context: Context): LoadedProgram {
  const { program } = verified;
  if (program.parameters !== context.parameters.digest) {
    throw new VelumError("PROGRAM_PARAMETERS", {
      argument: "context",
      expected: "the parameters of the program",
      got: "others",
    });
  }
  const encoder = createEncoder(context);
  const factors = new Map<number, PreparedPlaintext>();
  const addends = new Map<number, Plaintext>();
  const scalars = new Map<number, PreparedScalars>();
  const deviations = new Map<number, number>();
  const prepare = (id: number, values: ArrayLike<number>, level: number, scale: number): void => {
    scalars.set(id, prepareScalars(context, values, { level, scale }));
  };
  program.nodes.forEach((node, id) => {
    const { level, scale } = verified.states[id]!;
    switch (node.kind) {
      case "multiplyPlain":
        factors.set(node.constant, preparePlaintext(context, encode(verified, node.constant, encoder)));
        break;
      case "innerProduct":
        for (const id of node.constants) factors.set(id, preparePlaintext(context, encode(verified, id, encoder)));
        break;
      case "addPlain":
        addends.set(node.constant, encode(verified, node.constant, encoder));
        break;
      case "linearCombination":
        prepare(id, combinationWeights(node, verified.tensors, "linearCombination"), level, node.scale);
        break;
      case "signedSum":
        prepare(id, node.signs, level, 1);
        break;
      case "protect": {
        const { scale: operandScale } = verified.states[node.input]!;
        deviations.set(id, floodingDeviation(program, node, operandScale, context.parameters));
        break;
      }
      case "addConstant": {
        const value = addedConstant(node, verified.tensors, "addConstant");
        if (node.order === "slots") prepare(id, [value], level, scale);
        else addends.set(id, encodeEverywhere(value, { level, scale }, encoder, context));
      }
    }
  });
  const fused = fusedSquares(program);
  const sums = sumChains(program);
  const rescales = rescaleChains(program);
  const masked = maskedRescales(program);
  return Object.freeze({
    program,
    context,
    factors,
    addends,
    scalars,
    deviations,
    fused,
    sums,
    rescales,
    masked,
    hoisted: hoistedRotations(program),
    requiredKeys: requiredKeys(program, verified.states),
    lastUses: lastUses(program, fused, sums, rescales, masked),
  });
}

function encode({ program, tensors, parameters }: VerifiedProgram, id: number, encoder: Encoder): Plaintext {
  const node = program.nodes[id] as ConstantNode;
  const { level, scale } = node;
  if (node.encoding.kind === "slots") {
    return encoder.encodeSlots(constantSlots(node as SlotConstant, tensors, parameters.slotCount), { level, scale });
  }
  const values = constantCoefficients(node as CoefficientConstant, tensors, parameters.ringDegree);
  return encoder.encodeCoefficients(values, { level, scale });
}

function encodeEverywhere(
  value: number,
  options: { readonly level: number; readonly scale: number },
  encoder: Encoder,
  { parameters }: Context,
): Plaintext {
  return encoder.encodeCoefficients(new Float64Array(parameters.ringDegree).fill(value), options);
}
