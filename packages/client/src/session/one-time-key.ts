import type { PublicKey } from "@velum/ckks";
import { createPublicKey, generateSecretKey, type SecretKey } from "@velum/ckks/secret";
import { type KeyBinding, type RequestKey, SecretUse } from "./request-key.ts";

/**
 * A secret for one request and its one answer. It is bound to a server, a contract and a parameter set, encrypts once, opens
 * once, and never leaves this object: a hostile server that sees a result learns, at most, about a key that is gone (C1).
 * @example const key = new OneTimeKey(binding, 0); try { … } finally { key.dispose(); }
 */
export class OneTimeKey extends SecretUse implements RequestKey {
  /** The half that travels with the request. */
  readonly publicKey: PublicKey;
  readonly keySetId: undefined;
  readonly #secret: SecretKey;

  /**
   * @param level - where results are masked: the level of the public key
   * @throws CkksError RANDOMNESS_UNAVAILABLE, LEVEL_INVALID
   */
  constructor(binding: KeyBinding, level: number) {
    const secret = generateSecretKey(binding.context);
    super(binding, secret);
    this.#secret = secret;
    this.publicKey = createPublicKey(binding.context, secret, { level });
  }

  get named(): { readonly publicKey: PublicKey } {
    return { publicKey: this.publicKey };
  }

  /** Zeroes the secret, best effort (C8). Calling it twice is harmless. */
  dispose(): void {
    this.#secret.dispose();
  }
}
