import { type ExchangePolicy, exchange } from "../http/exchange.ts";
import type { ReadyPlan } from "../session/ready-plan.ts";
import type { RequestKey } from "../session/request-key.ts";
import { generateKeySet, type KeySetProgress } from "./generate-key-set.ts";
import type { KeySetSecret, KeySetState } from "./key-set-secret.ts";

/** Hours that a key set is used at most (C1). */
const LIFETIME: number = 24 * 60 * 60 * 1000;

/** What a ring is told. */
export interface KeyRingSettings {
  /** Address of a key set of a plan. */
  readonly url: (id: string, plan: string) => string;
  /** Numbers that come back under one key set. */
  readonly answersPerKey: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** For work that several calls wait for: it ends with the ring, not with one of them. */
  readonly policy: ExchangePolicy;
}

/** A key for one request, and what to do if the server has forgotten it. */
export interface LeasedKey {
  readonly key: RequestKey;
  /** Uploads the same bytes again. */
  readonly upload: () => Promise<void>;
}

interface Held {
  readonly secret: Promise<KeySetSecret>;
  /** Settled: what the secret is. */
  made: KeySetSecret | undefined;
  uploading: Promise<void> | undefined;
}

/**
 * The key sets of one session, one a plan: made when first needed, uploaded before they are named, counted, and replaced after
 * a day or a number of answers. What is done here depends on counts, clocks and the server's codes alone, never on what was
 * decrypted (C2).
 */
export class KeyRing {
  readonly #settings: KeyRingSettings;
  readonly #held = new Map<string, Held>();

  constructor(settings: KeyRingSettings) {
    this.#settings = settings;
  }

  /**
   * A use of the plan's key set for so many numbers. Two requests at once wait for the same key set.
   * @throws as `exchange`; CkksError RANDOMNESS_UNAVAILABLE
   */
  async lease(ready: ReadyPlan, answers: number, onProgress: (progress: KeySetProgress) => void): Promise<LeasedKey> {
    const { name } = ready.plan;
    for (;;) {
      const held = this.#held.get(name) ?? this.#make(ready, onProgress);
      const secret = await held.secret;
      // While it was awaited another request may have used it up, or replaced it.
      if (this.#held.get(name) !== held) continue;
      if (!secret.admits(answers, this.#settings.now())) {
        this.#retire(name, secret);
        continue;
      }
      const key = secret.use(answers);
      const upload = (): Promise<void> => this.#upload(name, held, secret, onProgress);
      try {
        held.uploading ??= upload();
        await held.uploading;
        return { key, upload };
      } catch (error) {
        key.dispose();
        throw error;
      }
    }
  }

  /** What applications see of the keys in use. */
  states(): readonly KeySetState[] {
    return Object.freeze([...this.#held].flatMap(([plan, { made }]) => (made === undefined ? [] : [made.state(plan)])));
  }

  /** Wipes every secret at once, and asks the server, once and without waiting for long, to forget the key sets. */
  async close(): Promise<void> {
    const ending = [...this.#held].map(async ([name, { made }]) => {
      made?.wipe();
      if (made !== undefined) await this.#forget(made.id, name);
    });
    this.#held.clear();
    await Promise.all(ending);
  }

  #make(ready: ReadyPlan, onProgress: (progress: KeySetProgress) => void): Held {
    const { now, answersPerKey, policy } = this.#settings;
    const { name } = ready.plan;
    const terms = Object.freeze({ most: answersPerKey, until: now() + LIFETIME });
    const held: Held = {
      secret: generateKeySet(ready, terms, onProgress, policy.signal),
      made: undefined,
      uploading: undefined,
    };
    this.#held.set(name, held);
    held.secret.then(
      (secret) => {
        held.made = secret;
        if (policy.signal.aborted) secret.wipe();
      },
      () => this.#held.delete(name),
    );
    return held;
  }

  #retire(name: string, secret: KeySetSecret): void {
    this.#held.delete(name);
    secret.retire();
    void this.#forget(secret.id, name);
  }

  async #upload(
    name: string,
    held: Held,
    { id, bytes: body }: KeySetSecret,
    onProgress: (progress: KeySetProgress) => void,
  ): Promise<void> {
    const { url, policy } = this.#settings;
    const headers = { "content-type": "application/octet-stream" };
    const tell = (done: number): void => onProgress(Object.freeze({ step: "upload", done, total: body.length }));
    tell(0);
    try {
      await exchange({ url: url(id, name), method: "PUT", headers, body, limit: 0, success: [201, 204] }, policy);
    } catch (error) {
      // The next request tries again.
      held.uploading = undefined;
      throw error;
    }
    tell(body.length);
  }

  /** Best effort: whatever the server says, the secret is gone, and the server forgets after a day. */
  async #forget(id: string, name: string): Promise<void> {
    const { url, policy } = this.#settings;
    const once = {
      ...policy,
      timeout: Math.min(policy.timeout, 5000),
      retries: 0,
      signal: new AbortController().signal,
    };
    try {
      await exchange({ url: url(id, name), method: "DELETE", headers: {}, limit: 0, success: [204] }, once);
    } catch {
      // Nothing is left to do, and nobody to tell.
    }
  }
}
