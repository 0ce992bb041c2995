import { type GaloisElement, type GaloisKey, type RelinearizationKey, rotationElement } from "@velum/ckks";
import { VelumError } from "@velum/protocol";
import type { LoadedProgram } from "./load-program.ts";

/** The evaluation keys that came for a request. A key set is one. */
export interface RequestKeys {
  /** null where the client has none. */
  readonly relinearization: RelinearizationKey | null;
  readonly galois: readonly GaloisKey[];
}

/** Keys by what they do. */
export interface KeyTable {
  readonly relinearization: RelinearizationKey | null;
  /** By steps. */
  readonly rotations: ReadonlyMap<number, GaloisKey>;
}

/**
 * The keys that a program uses, before anything is computed.
 * @throws VelumError REQUEST_KEYS for one that is missing, or made for a lower level
 */
export function tableOf({ requiredKeys, context }: LoadedProgram, keys: RequestKeys | undefined): KeyTable {
  const { relinearization: needed, rotations } = requiredKeys;
  const relinearization = keys?.relinearization ?? null;
  if (needed !== null) checkKey(relinearization, needed, "relinearization");
  const byElement = new Map<GaloisElement, GaloisKey>(keys?.galois.map((key) => [key.element, key]));
  const found = rotations.map(({ steps, level }) => {
    const key = byElement.get(rotationElement(steps, context.parameters));
    return [steps, checkKey(key, level, `rotation by ${steps}`)] as const;
  });
  return { relinearization, rotations: new Map(found) };
}

function checkKey<K extends GaloisKey | RelinearizationKey>(key: K | null | undefined, level: number, name: string): K {
  if (key !== null && key !== undefined && key.key.level >= level) return key;
  throw new VelumError("REQUEST_KEYS", {
    argument: "keys",
    expected: `a key for ${name} at level ${level}`,
    got: key === null || key === undefined ? "none" : `level ${key.key.level}`,
  });
}
