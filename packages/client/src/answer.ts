import type { Postprocessing, Prediction } from "@velum/tabular";
import { applyPostprocessing } from "@velum/tabular";

/** Milliseconds of one prediction, part by part. */
export interface Milliseconds {
  /** The one-time secret and its public key. */
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

/** What every answer has beside the prediction. */
export interface AnswerDetails {
  /** The model's outputs, multiples of the contract's rounding step and within `maxError` of the clear model's. */
  readonly logits: readonly number[];
  readonly milliseconds: Milliseconds;
  /** Lengths of the two frames. */
  readonly bytes: { readonly request: number; readonly response: number };
}

/** A prediction as its contract reads the outputs: a class with its probability, or a quantity. */
export type Answer = Prediction & AnswerDetails;

/** @throws TabularError OUTPUT_INVALID */
export const createAnswer = (postprocessing: Postprocessing, outputs: Float64Array, details: AnswerDetails): Answer =>
  Object.freeze({ ...applyPostprocessing(postprocessing, outputs), ...details });
