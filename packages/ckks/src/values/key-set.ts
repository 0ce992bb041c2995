import type { Parameters } from "../parameters/create-parameters.ts";
import { type GaloisElement, rotationElement } from "./galois-element.ts";
import type { GaloisKey, PublicKey, RelinearizationKey } from "./keys.ts";
import { type Level, toLevel } from "./level.ts";

/** Which keys a plan needs, each at the level where it is used: nothing more travels. */
export interface KeyList {
  /** Where results are masked. */
  readonly publicKeyLevel: number;
  /** Level of the relinearization key, or null where no product is relinearized. */
  readonly relinearization: number | null;
  /** Rotations to the left by so many slots. */
  readonly rotations: readonly { readonly steps: number; readonly level: number }[];
}

/** All public halves that one secret gives to a server, for requests that name them by an id. */
export interface KeySet {
  readonly kind: "key-set";
  readonly parameters: Parameters;
  readonly publicKey: PublicKey;
  readonly relinearization: RelinearizationKey | null;
  /** Ascending by element. */
  readonly galois: readonly GaloisKey[];
}

/** 64 hex digits that name a key set by its content (docs/formats.md, "Key set"). */
export type KeySetId = string & { readonly __brand: "KeySetId" };

/** What a list says of one key. */
export type KeyRequest =
  | { readonly type: "public-key"; readonly level: Level }
  | { readonly type: "relinearization-key"; readonly level: Level }
  | { readonly type: "galois-key"; readonly level: Level; readonly element: GaloisElement };

/** Whether a plan's keys are more than a request carries by itself. */
export const needsKeySet = ({ relinearization, rotations }: KeyList): boolean =>
  relinearization !== null || rotations.length > 0;

/**
 * The keys of a list in canonical order: public key, relinearization key, Galois keys ascending by element.
 * @throws CkksError LEVEL_INVALID, GALOIS_ELEMENT_INVALID
 */
export function keyRequests(parameters: Parameters, keys: KeyList): readonly KeyRequest[] {
  const level = (value: number): Level => toLevel(value, parameters.maxLevel);
  const { publicKeyLevel, relinearization, rotations } = keys;
  const galois = rotations.map(({ steps, level: at }) => ({
    type: "galois-key" as const,
    level: level(at),
    element: rotationElement(steps, parameters),
  }));
  return [
    { type: "public-key", level: level(publicKeyLevel) },
    ...(relinearization === null ? [] : [{ type: "relinearization-key" as const, level: level(relinearization) }]),
    ...galois.sort((a, b) => a.element - b.element),
  ];
}

/** A key set of keys in canonical order. */
export function keySetFrom(
  parameters: Parameters,
  keys: readonly (PublicKey | RelinearizationKey | GaloisKey)[],
): KeySet {
  const galois = keys.filter((key): key is GaloisKey => key.kind === "galois-key");
  return Object.freeze({
    kind: "key-set",
    parameters,
    publicKey: keys[0] as PublicKey,
    relinearization: keys.find((key): key is RelinearizationKey => key.kind === "relinearization-key") ?? null,
    galois: Object.freeze(galois),
  });
}
