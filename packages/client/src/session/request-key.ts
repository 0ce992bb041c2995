import type { Ciphertext, Context, ExtractedCiphertext, KeySetId, Plaintext } from "@velum/ckks";
import { decryptExtracted, decryptExtractedSlots, encrypt, type SecretKey } from "@velum/ckks/secret";
import type { ContractDigest, RequestKeys, ValueOrder } from "@velum/protocol";
import { refuse } from "../errors.ts";

/** What a key is for: one model of one server, and one parameter set (B9). */
export interface KeyBinding {
  /** Origin of the server, `https://host:port`. */
  readonly origin: string;
  /** The contract that was pinned. */
  readonly contractDigest: ContractDigest;
  readonly context: Context;
}

/** How results are read. */
export interface ResultReading {
  /** Where their numbers are. */
  readonly order: ValueOrder;
  /** They are rounded to multiples of this. */
  readonly step: number;
}

/** A secret for one request and its one answer: it encrypts once and opens once. */
export interface RequestKey {
  /** What of it travels with the request. */
  readonly named: RequestKeys;
  /** The key set that the answer must name. */
  readonly keySetId: KeySetId | undefined;
  /** Encrypts the messages of the one request. @throws VelumClientError KEY_BOUND, KEY_USED; CkksError */
  encrypt(binding: KeyBinding, messages: Iterable<Plaintext>): readonly Ciphertext[];
  /** Opens the results of the one answer. @throws VelumClientError KEY_BOUND, KEY_USED; CkksError */
  open(
    binding: KeyBinding,
    results: readonly ExtractedCiphertext[],
    reading: ResultReading,
  ): readonly Float64Array<ArrayBuffer>[];
  /** Ends the use. Calling it twice is harmless. */
  dispose(): void;
}

/** One use of a secret that is bound to a server, a contract and a parameter set. It never gives the secret away. */
export class SecretUse {
  readonly #binding: KeyBinding;
  readonly #secret: SecretKey;
  #used: "never" | "asked" | "opened" = "never";

  constructor(binding: KeyBinding, secret: SecretKey) {
    this.#binding = binding;
    this.#secret = secret;
  }

  /** As `RequestKey.encrypt`. */
  encrypt(binding: KeyBinding, messages: Iterable<Plaintext>): readonly Ciphertext[] {
    this.#checkBinding(binding);
    if (this.#used !== "never") throw refuse("KEY_USED", "key", "a key that has encrypted nothing", "a used one");
    this.#used = "asked";
    return Array.from(messages, (message) => encrypt(binding.context, this.#secret, message));
  }

  /** As `RequestKey.open`. */
  open(
    binding: KeyBinding,
    results: readonly ExtractedCiphertext[],
    { order, step }: ResultReading,
  ): readonly Float64Array<ArrayBuffer>[] {
    this.#checkBinding(binding);
    if (this.#used !== "asked") throw refuse("KEY_USED", "key", "a key whose answer is awaited", "another");
    this.#used = "opened";
    const decrypt = order === "slots" ? decryptExtractedSlots : decryptExtracted;
    return results.map((result) => decrypt(binding.context, this.#secret, result, { step }));
  }

  #checkBinding({ origin, contractDigest, context }: KeyBinding): void {
    const own = this.#binding;
    if (origin !== own.origin) throw refuse("KEY_BOUND", "origin", "the server of this key", "another");
    if (contractDigest !== own.contractDigest)
      throw refuse("KEY_BOUND", "contract", "the model of this key", "another");
    if (context.parameters.digest !== own.context.parameters.digest) {
      throw refuse("KEY_BOUND", "parameters", "the parameters of this key", "others");
    }
  }
}
