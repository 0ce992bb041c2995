import { createContext, createEncoder, type KeySet } from "@velum/ckks";
import {
  createKeySet,
  decryptExtractedRaw,
  decryptExtractedSlotsRaw,
  encrypt,
  generateSecretKey,
  type SecretKey,
} from "@velum/ckks/secret";
import { execute, loadProgram } from "@velum/evaluator";
import { type BundlePlan, valueOrder } from "@velum/protocol";
import { packRows, unpackRows } from "../src/interpreters/pack-rows.ts";

/** Encrypts rows under keys of their own, fresh for each call, runs the program and decrypts: the outputs of each row, not rounded. */
export type EncryptedRunner = (rows: readonly Float64Array[]) => readonly Float64Array[];

/** A server and its clients, scheme by scheme call: what frames and sessions do around it is tested elsewhere. */
export async function encryptedRunner({ summary, program: verified }: BundlePlan): Promise<EncryptedRunner> {
  const { parameters, program } = verified;
  const { packing, input, keys } = summary;
  const context = await createContext(parameters);
  const loaded = loadProgram(verified, context);
  const encoder = createEncoder(context);
  const slots = valueOrder(program) === "slots";
  const request = (
    secret: SecretKey,
    evaluationKeys: KeySet,
    rows: readonly Float64Array[],
  ): readonly Float64Array[] => {
    const { publicKey } = evaluationKeys;
    const ciphertexts = packRows(packing, rows, parameters.ringDegree).map((values) => {
      const plaintext = slots ? encoder.encodeSlots(values, input) : encoder.encodeCoefficients(values, input);
      return encrypt(context, secret, plaintext);
    });
    const hedge = crypto.getRandomValues(new Uint8Array(32));
    const results = execute(loaded, { ciphertexts, publicKey, keys: evaluationKeys, hedge });
    const decrypt = slots ? decryptExtractedSlotsRaw : decryptExtractedRaw;
    return unpackRows(
      packing,
      results.map((result) => decrypt(context, secret, result)),
      rows.length,
    );
  };
  return (rows) => {
    using secret = generateSecretKey(context);
    const keySet = createKeySet(context, secret, keys);
    return chunks(rows, packing.rows).flatMap((chunk) => [...request(secret, keySet, chunk)]);
  };
}

const chunks = <T>(list: readonly T[], size: number): (readonly T[])[] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
