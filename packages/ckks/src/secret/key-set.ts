import type { Context } from "../engine/context.ts";
import { type KeyList, type KeySet, keyRequests, keySetFrom } from "../values/key-set.ts";
import type { GaloisKey, PublicKey, RelinearizationKey } from "../values/keys.ts";
import { createGaloisKey } from "./galois-key.ts";
import { createPublicKey } from "./public-key.ts";
import { createRelinearizationKey } from "./relinearization-key.ts";
import type { SecretKey } from "./secret-key.ts";

/** How far the making of a key set is: keys that are ready, and all. */
export interface KeySetProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * Exactly the keys of a list.
 * @throws CkksError SPECIAL_PRIMES_MISSING, LEVEL_INVALID, GALOIS_ELEMENT_INVALID, KEY_DISPOSED, RANDOMNESS_UNAVAILABLE
 * @example createKeySet(context, secret, { publicKeyLevel: 0, relinearization: 2, rotations: [{ steps: 1, level: 3 }] })
 */
export function createKeySet(context: Context, secret: SecretKey, keys: KeyList): KeySet {
  const steps = createKeySetStepwise(context, secret, keys);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** As `createKeySet`, key by key, so that a page can stay alive and show how far it is. */
export function* createKeySetStepwise(
  context: Context,
  secret: SecretKey,
  keys: KeyList,
): Generator<KeySetProgress, KeySet> {
  const { parameters } = context;
  const requests = keyRequests(parameters, keys);
  const made: (PublicKey | RelinearizationKey | GaloisKey)[] = [];
  for (const request of requests) {
    const { level } = request;
    if (request.type === "public-key") made.push(createPublicKey(context, secret, { level }));
    else if (request.type === "relinearization-key") made.push(createRelinearizationKey(context, secret, { level }));
    else made.push(createGaloisKey(context, secret, request.element, { level }));
    yield Object.freeze({ done: made.length, total: requests.length });
  }
  return keySetFrom(parameters, made);
}
