import type { Ciphertext, Context, ExtractedCiphertext, Plaintext, PublicKey } from "@velum/ckks";
import { createPublicKey, decryptExtracted, encrypt, generateSecretKey, type SecretKey } from "@velum/ckks/secret";
import { refuse } from "../errors.ts";

/** What a key is for: one server and one parameter set (B9). */
export interface KeyBinding {
  /** Origin of the server, `https://host:port`. */
  readonly origin: string;
  readonly context: Context;
}

/**
 * A secret for one request and its one answer. It is bound to a server and a parameter set, encrypts once, opens once, and
 * never leaves this object: a hostile server that sees a result learns, at most, about a key that is gone (C1).
 * @example const key = new OneTimeKey(binding, 0); try { … } finally { key.dispose(); }
 */
export class OneTimeKey {
  /** The half that travels with the request. */
  readonly publicKey: PublicKey;
  readonly #binding: KeyBinding;
  readonly #secret: SecretKey;
  #used: "never" | "asked" | "opened" = "never";

  /**
   * @param level - where results are masked: the level of the public key
   * @throws CkksError RANDOMNESS_UNAVAILABLE, LEVEL_INVALID
   */
  constructor(binding: KeyBinding, level: number) {
    this.#binding = binding;
    this.#secret = generateSecretKey(binding.context);
    this.publicKey = createPublicKey(binding.context, this.#secret, { level });
  }

  /** Encrypts the one message. @throws VelumClientError KEY_BOUND, KEY_USED; CkksError */
  encrypt(binding: KeyBinding, message: Plaintext): Ciphertext {
    this.#checkBinding(binding);
    if (this.#used !== "never") throw refuse("KEY_USED", "key", "a key that has encrypted nothing", "a used one");
    this.#used = "asked";
    return encrypt(binding.context, this.#secret, message);
  }

  /** Opens the one answer, rounded to multiples of `step`. @throws VelumClientError KEY_BOUND, KEY_USED; CkksError */
  open(binding: KeyBinding, answer: ExtractedCiphertext, step: number): Float64Array<ArrayBuffer> {
    this.#checkBinding(binding);
    if (this.#used !== "asked") throw refuse("KEY_USED", "key", "a key whose answer is awaited", "another");
    this.#used = "opened";
    return decryptExtracted(binding.context, this.#secret, answer, { step });
  }

  /** Zeroes the secret, best effort (C8). Calling it twice is harmless. */
  dispose(): void {
    this.#secret.dispose();
  }

  #checkBinding({ origin, context }: KeyBinding): void {
    const own = this.#binding;
    if (origin !== own.origin) throw refuse("KEY_BOUND", "origin", "the server of this key", "another");
    if (context.parameters.digest !== own.context.parameters.digest) {
      throw refuse("KEY_BOUND", "parameters", "the parameters of this key", "others");
    }
  }
}
