import { type Context, createContext, createEncoder, type ExtractedCiphertext, type PublicKey } from "@velum/ckks";
import {
  createKeySet,
  decryptExtractedRaw,
  decryptExtractedSlotsRaw,
  encrypt,
  generateSecretKey,
  type SecretKey,
} from "@velum/ckks/secret";
import { requiredKeys, type VerifiedProgram, valueOrder } from "@velum/protocol";
import { type ExecutionInputs, execute } from "../src/execute.ts";
import { type LoadedProgram, loadProgram } from "../src/load-program.ts";

/** A client's side of a columns program, with a key of its own. */
export interface ColumnsClient {
  readonly context: Context;
  readonly secret: SecretKey;
  readonly publicKey: PublicKey;
  readonly loaded: LoadedProgram;
  /** One ciphertext a feature. */
  encrypt(rows: readonly (readonly number[])[]): ExecutionInputs;
  /** Unrounded values of one result, in the order of the rows. */
  decrypt(result: ExtractedCiphertext): Float64Array;
}

export async function columnsClient(verified: VerifiedProgram, loaded?: LoadedProgram): Promise<ColumnsClient> {
  const { program, parameters, states } = verified;
  const context = await createContext(parameters);
  const secret = generateSecretKey(context);
  const protect = program.nodes.find((node) => node.kind === "protect")!;
  const publicKeyLevel = states[protect.input]!.level;
  const keys = createKeySet(context, secret, { publicKeyLevel, ...requiredKeys(program, states) });
  const { publicKey } = keys;
  const slots = valueOrder(program) === "slots";
  const encoder = createEncoder(context);
  const inputs = program.nodes.flatMap((node) => (node.kind === "input" ? [node] : []));
  return {
    context,
    secret,
    publicKey,
    loaded: loaded ?? loadProgram(verified, context),
    encrypt: (rows) => ({
      publicKey,
      keys,
      hedge: crypto.getRandomValues(new Uint8Array(32)),
      ciphertexts: inputs.map(({ level, scale }, j) => {
        const column = rows.map((row) => row[j]!);
        const options = { level, scale };
        const plaintext = slots ? encoder.encodeSlots(column, options) : encoder.encodeCoefficients(column, options);
        return encrypt(context, secret, plaintext);
      }),
    }),
    decrypt: (result) => (slots ? decryptExtractedSlotsRaw : decryptExtractedRaw)(context, secret, result),
  };
}

/** Encrypts rows, runs the program and decrypts: for each output its values, in the order of the rows. */
export async function runColumns(
  verified: VerifiedProgram,
  rows: readonly (readonly number[])[],
): Promise<readonly Float64Array[]> {
  const client = await columnsClient(verified);
  return execute(client.loaded, client.encrypt(rows)).map(client.decrypt);
}
