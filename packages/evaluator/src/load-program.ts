import {
  type Context,
  createEncoder,
  type Encoder,
  type Plaintext,
  type PreparedPlaintext,
  preparePlaintext,
} from "@velum/ckks";
import {
  type ConstantNode,
  constantCoefficients,
  type Program,
  type Tensors,
  VelumError,
  type VerifiedProgram,
} from "@velum/protocol";
import { lastUses } from "./lifetimes.ts";

/** A program with its weights encoded: what `execute` runs, any number of times. */
export interface LoadedProgram {
  readonly program: Program;
  readonly context: Context;
  /** Factors of products, by constant node: resident in WebAssembly memory, with Shoup quotients. */
  readonly factors: ReadonlyMap<number, PreparedPlaintext>;
  /** Addends of sums, by constant node. */
  readonly addends: ReadonlyMap<number, Plaintext>;
  /** For each node, the operands that it is the last to read. */
  readonly lastUses: readonly (readonly number[])[];
}

/**
 * Encodes the weights of a verified program, once a model. Every weight is encoded, zero or not (A12).
 * @throws VelumError PROGRAM_PARAMETERS when the context was made for other parameters
 * @throws CkksError VALUE_OUT_OF_RANGE, LEVEL_INVALID
 * @example const loaded = loadProgram(verifyProgram(program, options), await createContext(parameters));
 */
export function loadProgram({ program, tensors }: VerifiedProgram, context: Context): LoadedProgram {
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
  for (const node of program.nodes) {
    if (node.kind !== "multiplyPlain" && node.kind !== "addPlain") continue;
    const encoded = encode(program.nodes[node.constant] as ConstantNode, tensors, encoder, context);
    if (node.kind === "addPlain") addends.set(node.constant, encoded);
    else factors.set(node.constant, preparePlaintext(context, encoded));
  }
  return Object.freeze({ program, context, factors, addends, lastUses: lastUses(program) });
}

function encode(node: ConstantNode, tensors: Tensors, encoder: Encoder, { parameters }: Context): Plaintext {
  const { level, scale } = node;
  return encoder.encodeCoefficients(constantCoefficients(node, tensors, parameters.ringDegree), { level, scale });
}
