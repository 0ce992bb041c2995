/** The parts of one request, in order. */
export type StepName = "prepare" | "encrypt" | "send" | "compute" | "decrypt";

/** A part of a request that has ended; the next one has begun. */
export interface Step {
  /**
   * `prepare`: the one-time key, or the wait for the key set. `encrypt`: encoding, encryption, request frame. `send`: the way
   * there and back, without what the server computed. `compute`: what the server says that it took on ciphertext. `decrypt`:
   * checks of the response frame, decryption, rounding. `send` and `compute` end together, when the answer is here.
   */
  readonly name: StepName;
  /** Undefined for `compute` where the server says nothing; `send` is then the whole way. */
  readonly milliseconds: number | undefined;
  /** `encrypt`: the request frame that was made. `send`: the same, sent. `compute`: the response frame. */
  readonly bytes: number | undefined;
}

/** The two frames of a request as they travelled: ciphertexts and public keys, no secret. */
export interface Frames {
  readonly request: Uint8Array;
  readonly response: Uint8Array;
}

/** Tells of a step. */
export type StepListener = (step: Step) => void;

/** @example tellStep(onStep, "encrypt", 2.4, 27_000) */
export function tellStep(
  listener: StepListener | undefined,
  name: StepName,
  milliseconds: number | undefined,
  bytes?: number,
): void {
  listener?.(Object.freeze({ name, milliseconds, bytes }));
}
