import { type Context, createContext, createEncoder, type ExtractedCiphertext, type KeySet } from "@velum/ckks";
import { createKeySet, decryptExtractedSlotsRaw, encrypt, generateSecretKey, type SecretKey } from "@velum/ckks/secret";
import type { DiagonalPacking, PlanSummary } from "@velum/protocol";
import type { ExecutionInputs } from "../src/execute.ts";

/** A client of one diagonal plan: a secret, and keys for exactly what the contract lists. */
export interface DiagonalClient {
  readonly secret: SecretKey;
  readonly keys: KeySet;
  encrypt(row: ArrayLike<number>): ExecutionInputs;
  /** The outputs, unrounded. */
  open(result: ExtractedCiphertext, outputs: number): Float64Array;
}

export async function diagonalClient(plan: PlanSummary, parameters: Context["parameters"]): Promise<DiagonalClient> {
  const context = await createContext(parameters);
  const secret = generateSecretKey(context);
  const keys = createKeySet(context, secret, plan.keys);
  const { publicKey } = keys;
  const { features, repeat, period } = plan.packing as DiagonalPacking;
  return {
    secret,
    keys,
    encrypt(row) {
      const slots = Float64Array.from({ length: parameters.slotCount }, (_, i) => {
        const feature = Math.floor((i % period) / repeat);
        return feature < features ? row[feature]! : 0;
      });
      const ciphertexts = [encrypt(context, secret, createEncoder(context).encodeSlots(slots, plan.input))];
      return { ciphertexts, publicKey, keys, hedge: new Uint8Array(32) };
    },
    open(result, outputs) {
      return decryptExtractedSlotsRaw(context, secret, result).slice(0, outputs);
    },
  };
}
