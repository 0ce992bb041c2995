import { createEncoder, type Encoder } from "../src/encoding/encoder.ts";
import { encryptWithPublicKey } from "../src/encryption/public-encryption.ts";
import { type Context, createContext } from "../src/engine/context.ts";
import { createNoiseEstimator, type NoiseEstimator } from "../src/noise/estimate-noise.ts";
import { NOISE_TAILS, type NoiseEstimate, slotDeviation } from "../src/noise/noise-estimate.ts";
import type { Parameters } from "../src/parameters/create-parameters.ts";
import { decryptSlotsRaw } from "../src/secret/decrypt.ts";
import { encrypt } from "../src/secret/encrypt.ts";
import { createPublicKey } from "../src/secret/public-key.ts";
import { generateSecretKey, type SecretKey } from "../src/secret/secret-key.ts";
import type { Ciphertext } from "../src/values/ciphertext.ts";
import type { PublicKey } from "../src/values/keys.ts";
import type { Plaintext } from "../src/values/plaintext.ts";
import { differences, randomSlots, type Slots, worst } from "./complex-slots.ts";

/** A ciphertext with what it should hold and what is expected of its noise. */
export interface Tracked {
  readonly ciphertext: Ciphertext;
  readonly slots: Slots;
  readonly noise: NoiseEstimate;
}

/** A fresh key of a parameter set, and shorthands to encrypt and to judge with it. */
export class Scene {
  readonly context: Context;
  readonly encoder: Encoder;
  readonly secret: SecretKey;
  readonly publicKey: PublicKey;
  readonly noise: NoiseEstimator;
  #seed: number;

  private constructor(context: Context, seed: number) {
    this.context = context;
    this.encoder = createEncoder(context);
    this.secret = generateSecretKey(context);
    this.publicKey = createPublicKey(context, this.secret);
    this.noise = createNoiseEstimator(context.parameters);
    this.#seed = seed;
  }

  static async create(parameters: Parameters, seed: number): Promise<Scene> {
    return new Scene(await createContext(parameters), seed);
  }

  get slotCount(): number {
    return this.context.parameters.slotCount;
  }

  /** New values in [-1, 1)^2. */
  values(): Slots {
    this.#seed = (this.#seed + 0x3c6ef35f) | 0;
    return randomSlots(this.slotCount, this.#seed);
  }

  plaintext(slots: Slots, level: number, scale: number): Plaintext {
    return this.encoder.encodeSlots(slots, { level, scale });
  }

  /** A fresh encryption of new values, under the secret or the public key. */
  fresh(level: number, scale: number, key: "secret" | "public" = "secret"): Tracked {
    const slots = this.values();
    const plaintext = this.plaintext(slots, level, scale);
    return key === "secret"
      ? { ciphertext: encrypt(this.context, this.secret, plaintext), slots, noise: this.noise.encrypt(level) }
      : {
          ciphertext: encryptWithPublicKey(this.context, this.publicKey, plaintext),
          slots,
          noise: this.noise.encryptWithPublicKey(level),
        };
  }

  /** Largest error of any slot, in units of what the estimate allows: above 1 is a fault. */
  excess({ ciphertext, slots, noise }: Tracked): number {
    const error = worst(differences(decryptSlotsRaw(this.context, this.secret, ciphertext), slots));
    const tail = noise.parts === 3 ? NOISE_TAILS.threePartSlots : NOISE_TAILS.slots;
    // Beside the noise, float64 keeps 50 bits of values below 2^8.
    return error / ((tail * slotDeviation(this.context.parameters, noise)) / ciphertext.scale + 2 ** -42);
  }
}
