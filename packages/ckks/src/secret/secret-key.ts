import type { Context } from "../engine/context.ts";
import { CkksError } from "../errors.ts";
import type { Parameters } from "../parameters/create-parameters.ts";
import { sampleSecret, smallToNtt } from "../random/sample-secret.ts";
import { freshSeeds } from "../random/seeds.ts";
import { secretStreamKey } from "../random/streams.ts";

/**
 * A uniform ternary secret. Dispose of it when the last answer is decrypted: the copies that this library holds are zeroed,
 * best effort, since a JavaScript engine may have made others (C8).
 */
export class SecretKey {
  readonly kind = "secret-key";
  readonly parameters: Parameters;
  #material: SecretMaterial | undefined;

  constructor(parameters: Parameters, material: SecretMaterial) {
    this.parameters = parameters;
    this.#material = material;
    // Nor does it turn into text in a console: this is what Node's `util.inspect` asks for, whatever its options.
    Object.defineProperty(this, Symbol.for("nodejs.util.inspect.custom"), { value: () => this.toJSON() });
  }

  /** The secret itself. @throws CkksError KEY_DISPOSED */
  get material(): SecretMaterial {
    if (this.#material === undefined)
      throw new CkksError("KEY_DISPOSED", '"secret" expected a live key, got one disposed of');
    return this.#material;
  }

  /** Zeroes the secret; the key cannot be used afterwards. Calling it twice is harmless. */
  dispose(): void {
    this.#material?.coefficients.fill(0);
    this.#material?.residues.fill(0);
    this.#material?.prfKey.fill(0);
    this.#material = undefined;
  }

  /** As `dispose`, for `using secret = …`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** A secret never turns into JSON. */
  toJSON(): string {
    return "[secret key]";
  }
}

/** What a secret key holds. */
export interface SecretMaterial {
  /** N values in {-1, 0, 1}. */
  readonly coefficients: Int8Array<ArrayBuffer>;
  /** The secret in NTT form modulo every prime, special ones last: one limb each. */
  readonly residues: Uint32Array<ArrayBuffer>;
  /** Hedges the seeds of each encryption (B3). */
  readonly prfKey: Uint8Array<ArrayBuffer>;
}

/**
 * A fresh secret key.
 * @throws CkksError RANDOMNESS_UNAVAILABLE
 * @example using secret = generateSecretKey(context);
 */
export function generateSecretKey(context: Context): SecretKey {
  const { ring } = context;
  const { secretSeed } = freshSeeds(new Uint8Array(), new Uint8Array());
  const coefficients = ring.engine.scopedSecret((scope) => {
    const small = sampleSecret(ring, scope, "ternary", "secret", 0, secretSeed);
    // Straight from memory: a copy of the words would outlive `dispose`.
    return new Int8Array(ring.engine.u32.subarray(small / 4, small / 4 + ring.n));
  });
  const prfKey = secretStreamKey("prf", 0, secretSeed);
  secretSeed.fill(0);
  return secretKeyFrom(context, coefficients, prfKey);
}

/** A secret key from its coefficients and PRF key; both arrays are kept. */
export function secretKeyFrom(
  context: Context,
  coefficients: Int8Array<ArrayBuffer>,
  prfKey: Uint8Array<ArrayBuffer>,
): SecretKey {
  const { ring } = context;
  const residues = ring.engine.scopedSecret((scope) => {
    const small = scope.allocate(ring.limbBytes);
    ring.engine.u32.set(coefficients, small / 4);
    const limbs = scope.allocate(ring.moduli.length * ring.limbBytes);
    ring.moduli.forEach((_, i) => {
      smallToNtt(ring, ring.limb(limbs, i), small, i);
    });
    return ring.engine.store(limbs, ring.moduli.length * ring.n);
  });
  return new SecretKey(context.parameters, Object.freeze({ coefficients, residues, prfKey }));
}
