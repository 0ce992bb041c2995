import { createContext, createEncoder, presets } from "@velum/ckks";
import { createPublicKey, decryptExtractedRaw, encrypt, generateSecretKey } from "@velum/ckks/secret";
import {
  addPlainNode,
  constantNode,
  createProgram,
  type DotPacking,
  inputNode,
  multiplyPlainNode,
  nextPowerOfTwo,
  outputNode,
  outputPositions,
  protectNode,
  rescaleNode,
  type VerifiedProgram,
  verifyProgram,
} from "@velum/protocol";
import { execute } from "../src/execute.ts";
import { loadProgram } from "../src/load-program.ts";
import type { Affine } from "./columns-programs.ts";

const SCALE = 2 ** 24;
/** Released values that a mask of preset `linear` survives under any key, at 15 bits each. */
const CAP = 89;

/** A linear model for several rows in one ciphertext. */
export interface DotRows {
  readonly verified: VerifiedProgram;
  readonly packing: DotPacking;
}

/** The model with as many rows as ring and cap allow, or fewer: `pick` chooses. */
export function dotRows({ weights, bias }: Affine, pick: number): DotRows {
  const parameters = presets.linear;
  const [features, outputs] = [weights[0]!.length, weights.length];
  const block = nextPowerOfTwo(features);
  const outputsPerRow = nextPowerOfTwo(outputs);
  const most = Math.min(parameters.ringDegree / block / outputsPerRow, Math.floor(CAP / outputs));
  const rows = most - (pick % Math.min(most, 3));
  const packing: DotPacking = { kind: "dot", features, block, rows, monomials: null, outputsPerRow };
  const positions = outputPositions(packing, outputs) as readonly number[];
  const encoding = (order: "reversed-blocks" | "block-ends") => ({ kind: "coefficients", order, block, rows }) as const;
  const weightScale = parameters.primes[1]! / 4;
  const nodes = [
    inputNode({ name: "x", level: 1, scale: 4 * SCALE }),
    constantNode({ tensor: "weights", encoding: encoding("reversed-blocks"), level: 1, scale: weightScale }),
    multiplyPlainNode({ input: 0, constant: 1 }),
    rescaleNode({ input: 2 }),
    constantNode({ tensor: "bias", encoding: encoding("block-ends"), level: 0, scale: SCALE }),
    addPlainNode({ input: 3, constant: 4 }),
    protectNode({ input: 5, positions, flooding: 2 ** -11, outputLevel: 0, modulusBits: 26 }),
    outputNode({ input: 6, name: "y", bound: 16 }),
  ];
  const program = createProgram({ plan: "dot-rows", layout: "dot", parameters: parameters.digest, nodes });
  const tensors = new Map([
    ["weights", { shape: [outputs, features], data: Float64Array.from(weights.flat()) }],
    ["bias", { shape: [outputs], data: Float64Array.from(bias) }],
  ]);
  return { verified: verifyProgram(program, { parameters, tensors, protection: "standard" }), packing };
}

/** Packs and encrypts rows as a client does, runs, decrypts: outputs of row 0, then of row 1 … */
export async function runDotRows(
  { verified, packing }: DotRows,
  rows: readonly (readonly number[])[],
): Promise<Float64Array> {
  const context = await createContext(verified.parameters);
  using secret = generateSecretKey(context);
  const packed = new Float64Array(verified.parameters.ringDegree);
  rows.forEach((row, r) => {
    packed.set(row, r * packing.outputsPerRow * packing.block);
  });
  const options = { level: 1, scale: 4 * SCALE };
  const ciphertexts = [encrypt(context, secret, createEncoder(context).encodeCoefficients(packed, options))];
  const publicKey = createPublicKey(context, secret, { level: 0 });
  const [result] = execute(loadProgram(verified, context), { ciphertexts, publicKey, hedge: new Uint8Array(32) });
  return decryptExtractedRaw(context, secret, result!);
}
