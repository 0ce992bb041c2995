import type { KeySetId } from "@velum/ckks";
import type { SecretKey } from "@velum/ckks/secret";
import { type KeyBinding, type RequestKey, SecretUse } from "../session/request-key.ts";

/** What an application sees of a key set (C1). */
export interface KeySetState {
  /** Name of the plan that it is for. */
  readonly plan: string;
  /** Numbers that were asked for under it. */
  readonly answers: number;
  /** As many at most, then another one takes its place. */
  readonly most: number;
  /** When it ends whatever was asked: milliseconds since 1970. */
  readonly until: number;
}

/** How long and how often a secret is used. */
export interface KeySetTerms {
  readonly most: number;
  readonly until: number;
}

/**
 * The secret behind a key set. Requests take uses of it, which are counted when they begin, whatever comes back; it is wiped
 * when it is retired and the last of them has ended.
 */
export class KeySetSecret {
  readonly id: KeySetId;
  /** The upload, for as often as the server forgets it: the same bytes each time. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #binding: KeyBinding;
  readonly #secret: SecretKey;
  readonly #terms: KeySetTerms;
  #answers = 0;
  #uses = 0;
  #retired = false;

  constructor(
    binding: KeyBinding,
    secret: SecretKey,
    written: { readonly id: KeySetId; readonly bytes: Uint8Array<ArrayBuffer> },
    terms: KeySetTerms,
  ) {
    this.#binding = binding;
    this.#secret = secret;
    this.#terms = terms;
    this.id = written.id;
    this.bytes = written.bytes;
  }

  /** Whether a request for so many numbers may still use it. The first may, however many it asks for. */
  admits(answers: number, now: number): boolean {
    return now < this.#terms.until && (this.#answers === 0 || this.#answers + answers <= this.#terms.most);
  }

  /** A use for one request. */
  use(answers: number): RequestKey {
    this.#answers += answers;
    this.#uses++;
    const use = new SecretUse(this.#binding, this.#secret);
    let ended = false;
    return Object.freeze({
      named: Object.freeze({ keySetId: this.id }),
      keySetId: this.id,
      encrypt: use.encrypt.bind(use),
      open: use.open.bind(use),
      dispose: () => {
        if (ended) return;
        ended = true;
        this.#uses--;
        this.#wipeIfDone();
      },
    });
  }

  /** No further use: wiped now, or when the last use ends. */
  retire(): void {
    this.#retired = true;
    this.#wipeIfDone();
  }

  /** Wiped at once: uses that are under way fail. */
  wipe(): void {
    this.#secret.dispose();
  }

  state(plan: string): KeySetState {
    const { most, until } = this.#terms;
    return Object.freeze({ plan, answers: this.#answers, most, until });
  }

  #wipeIfDone(): void {
    if (this.#retired && this.#uses === 0) this.wipe();
  }
}
