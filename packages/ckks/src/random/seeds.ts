import { concatBytes, utf8, wordBytes } from "../bytes/byte-strings.ts";
import { sha256 } from "../sha256.ts";
import { freshEntropy } from "./entropy.ts";

/** 32 bytes that may travel: uniform polynomials are expanded from them. */
export type PublicSeed = Uint8Array<ArrayBuffer> & { readonly __brand: "PublicSeed" };
/** 32 bytes that never leave: secrets, errors and masks are expanded from them. */
export type SecretSeed = Uint8Array<ArrayBuffer> & { readonly __brand: "SecretSeed" };

/** The two unrelated seeds of one operation. */
export interface SeedPair {
  readonly publicSeed: PublicSeed;
  readonly secretSeed: SecretSeed;
}

let operations = 0;

/**
 * Seeds for one operation, hedged (findings B2, B3): SHA-256 of a label, 32 fresh bytes, a private key of the caller
 * where there is one, what is about to be encrypted, and a counter. The labels differ, so neither seed tells the other;
 * and should the random source repeat (a cloned machine), two different messages still get different seeds.
 *
 * @param hedge - the secret key's 32-byte PRF key, or public bytes where no secret exists
 * @param message - digest of what is encrypted; empty for keys
 * @throws CkksError RANDOMNESS_UNAVAILABLE
 */
export function freshSeeds(hedge: Uint8Array, message: Uint8Array): SeedPair {
  const tail = operationTail(hedge, message);
  const pair = {
    publicSeed: sha256(PUBLIC_LABEL, tail) as PublicSeed,
    secretSeed: sha256(SECRET_LABEL, tail) as SecretSeed,
  };
  tail.fill(0);
  return pair;
}

/** The secret seed alone, for an operation that expands nothing in public. */
export function freshSecretSeed(hedge: Uint8Array, message: Uint8Array): SecretSeed {
  const tail = operationTail(hedge, message);
  const seed = sha256(SECRET_LABEL, tail) as SecretSeed;
  tail.fill(0);
  return seed;
}

const PUBLIC_LABEL = utf8("velum/seed/public/1\0");
const SECRET_LABEL = utf8("velum/seed/secret/1\0");

/** What makes an operation's seeds its own. */
function operationTail(hedge: Uint8Array, message: Uint8Array): Uint8Array<ArrayBuffer> {
  operations += 1;
  return concatBytes(freshEntropy(), lengthPrefixed(hedge), lengthPrefixed(message), wordBytes(operations));
}

const lengthPrefixed = (bytes: Uint8Array): Uint8Array => concatBytes(wordBytes(bytes.length), bytes);
