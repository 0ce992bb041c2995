import { createHmac, randomBytes } from "node:crypto";
import { type KeySet, type KeySetId, keySetFrameBytes } from "@velum/ckks";
import type { ContractDigest, FramePlan, KeySetSource } from "@velum/protocol";

/** How much is kept. */
export interface KeySetLimits {
  /** Most key sets. */
  readonly count: number;
  /** Most bytes of all of them, as they are uploaded; expanded they take about twice as many. */
  readonly bytes: number;
}

/** Key sets in memory, and nowhere else: a cache that clients fill again. */
export interface KeySetStore extends KeySetSource {
  /** @returns whether it was not there before */
  put(id: KeySetId, contractDigest: ContractDigest, plan: FramePlan, keySet: KeySet): boolean;
  /** Whether it is there. Asking does not keep it. */
  has(id: KeySetId, contractDigest: ContractDigest, plan: FramePlan): boolean;
  /** Forgets it, if it is there. */
  delete(id: KeySetId, contractDigest: ContractDigest, plan: FramePlan): void;
  /** What is kept now. */
  usage(): KeySetLimits;
}

/** Milliseconds after which an uploaded key set is forgotten: as long as a client uses one (C1). */
export const KEY_SET_LIFETIME: number = 24 * 60 * 60 * 1000;

interface Entry {
  readonly keySet: KeySet;
  readonly bytes: number;
  readonly until: number;
}

/**
 * A store that forgets what is too old, and what was not used for longest when it is full. Each set is kept under a keyed name
 * of the plan that it was checked against: the id is content, and says nothing to who holds the store but not the key (E1);
 * and it is not found for another model or plan, whatever that one needs.
 * @param now - a clock in milliseconds that never goes back
 */
export function createKeySetStore(limits: KeySetLimits, now: () => number): KeySetStore {
  const serverKey = randomBytes(32);
  // In the order of last use.
  const entries = new Map<string, Entry>();
  let total = 0;

  const nameOf = (id: KeySetId, contractDigest: ContractDigest, plan: FramePlan): string =>
    createHmac("sha256", serverKey).update(`${contractDigest}\0${plan.name}\0${id}`).digest("hex");

  function remove(name: string): boolean {
    const entry = entries.get(name);
    if (entry === undefined) return false;
    total -= entry.bytes;
    return entries.delete(name);
  }

  function forgetOld(): void {
    const time = now();
    for (const [name, { until }] of entries) if (until <= time) remove(name);
  }

  function makeRoom(bytes: number): void {
    for (const name of entries.keys()) {
      if (entries.size < limits.count && total + bytes <= limits.bytes) return;
      remove(name);
    }
  }

  return Object.freeze({
    put(id: KeySetId, contractDigest: ContractDigest, plan: FramePlan, keySet: KeySet): boolean {
      forgetOld();
      const name = nameOf(id, contractDigest, plan);
      const known = remove(name);
      const bytes = keySetFrameBytes(keySet.parameters, plan.keys);
      makeRoom(bytes);
      entries.set(name, { keySet, bytes, until: now() + KEY_SET_LIFETIME });
      total += bytes;
      return !known;
    },
    find(id: KeySetId, contractDigest: ContractDigest, plan: FramePlan): KeySet | undefined {
      forgetOld();
      const name = nameOf(id, contractDigest, plan);
      const entry = entries.get(name);
      if (entry === undefined) return undefined;
      entries.delete(name);
      entries.set(name, entry);
      return entry.keySet;
    },
    has(id: KeySetId, contractDigest: ContractDigest, plan: FramePlan): boolean {
      forgetOld();
      return entries.has(nameOf(id, contractDigest, plan));
    },
    delete(id: KeySetId, contractDigest: ContractDigest, plan: FramePlan): void {
      remove(nameOf(id, contractDigest, plan));
    },
    usage: () => ({ count: entries.size, bytes: total }),
  });
}
