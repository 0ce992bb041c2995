import type { Postprocessing, Prediction } from "@velum/tabular";
import { applyPostprocessing } from "@velum/tabular";

/** Milliseconds of one request, part by part. */
export interface Milliseconds {
  /** The one-time secret and its public key; or, where a plan needs a key set, the wait until the server had it. */
  readonly keygen: number;
  /** Encoding, encryption, request frame. */
  readonly encrypt: number;
  /** What the server says that it computed; undefined if it says nothing. */
  readonly server: number | undefined;
  /** From the first byte sent to the last received, retries and waits included. */
  readonly roundTrip: number;
  /** Checks of the response frame, decryption, rounding. */
  readonly decrypt: number;
}

/** What a request took. */
export interface AnswerDetails {
  readonly milliseconds: Milliseconds;
  /** Lengths of the two frames. */
  readonly bytes: { readonly request: number; readonly response: number };
}

/** The numbers that a prediction was made of. */
interface Decrypted {
  /** The model's outputs, multiples of the contract's rounding step and within `maxError` of the clear model's. */
  readonly logits: readonly number[];
}

/** A prediction as its contract reads the outputs: a class with its probability, a quantity, or the outputs by name. */
export type Answer = Prediction & Decrypted & AnswerDetails;

/** The prediction for one row of several, with its place among them. */
export type RowAnswer = Prediction & Decrypted & { readonly index: number };

/** The prediction with what else is known of it. @throws TabularError OUTPUT_INVALID */
export const createAnswer = <T extends object>(
  postprocessing: Postprocessing,
  outputs: Float64Array,
  details: T,
): Prediction & Decrypted & T =>
  Object.freeze({ ...applyPostprocessing(postprocessing, outputs), logits: Object.freeze([...outputs]), ...details });
