import type { Contract, ContractDigest } from "@velum/protocol";
import type { Row } from "@velum/tabular";
import type { Answer, RowAnswer } from "./answer.ts";
import { VelumClientError } from "./errors.ts";
import type { ExchangePolicy } from "./http/exchange.ts";
import type { KeySetProgress } from "./keys/generate-key-set.ts";
import type { KeySetState } from "./keys/key-set-secret.ts";
import type { Rows } from "./many/batches.ts";
import { predictMany } from "./many/predict-many.ts";
import type { Progress } from "./many/progress.ts";
import { type ClientOptions, checkOptions } from "./options.ts";
import { predict } from "./predict.ts";
import { openSession } from "./session/session.ts";
import type { Frames, StepListener } from "./session/step.ts";

/** What a single call may be told. */
export interface CallOptions {
  /** Ends the call: CALL_ABORTED. */
  readonly signal?: AbortSignal;
}

/** How a prediction is asked for. */
export interface PredictOptions extends CallOptions {
  /** Name of a plan of the contract, in place of the one that moves the fewest bytes. */
  readonly plan?: string;
  /** Called while a key set is made and uploaded, for plans that need one: the first time, and when it is replaced. */
  readonly onKeySet?: (progress: KeySetProgress) => void;
  /** Called when a part of a request has ended, with what it took: for a page that shows them as they happen. */
  readonly onStep?: StepListener;
  /** Called with the two frames of a request as they travelled, before the answer is opened. They hold no secret. */
  readonly onFrames?: (frames: Frames) => void;
}

/** How predictions for many rows are asked for. */
export interface PredictManyOptions extends PredictOptions {
  /** Called after each answered request. */
  readonly onProgress?: (progress: Progress) => void;
}

/** Lengths of a plan's frames in bytes, whatever they hold. */
export interface FrameSizes {
  /** Name of the plan. */
  readonly plan: string;
  readonly request: number;
  readonly response: number;
  /** The key set, which is uploaded once; 0 where each request brings its own key. */
  readonly keySet: number;
}

/** A session with one model of one server. It keeps no secret between calls, but those of key sets where a plan needs them. */
export interface VelumClient {
  /** What the server said about its model, as it was pinned. */
  readonly contract: Contract;
  /** Keep it, and give it as `expectedContractDigest` next time: a change is then noticed before input is read (C3). */
  readonly contractDigest: ContractDigest;
  /** The exact lengths of the frames of each plan, in the contract's order: what a request costs before it is made. */
  readonly frameSizes: readonly FrameSizes[];
  /**
   * The prediction for one row. The row is checked, encrypted under a key of its own and sent; the answer is checked,
   * decrypted here, and the key is wiped. A plan with evaluation keys uses the session's key set in its place.
   *
   * A result of a one-time key may be shared: it then is disclosed, and nothing else. Correctness is not proved: a server can answer
   * nonsense.
   * @throws TabularError for a row that the schema refuses; VelumClientError; VelumError RESPONSE_REFUSED,
   * SERVER_ANSWER_INVALID; CkksError RANDOMNESS_UNAVAILABLE
   * @example const { label, probability } = await client.predict({ age: 63, sex: 1 });
   */
  predict(row: Row, options?: PredictOptions): Promise<Answer>;
  /**
   * The predictions for many rows, in their order, as they come. Each request takes as many rows as its plan holds and has a
   * key of its own; plans are chosen by the rows that are left. Rows may be an array, which is checked to its end before
   * anything is sent, or come one by one; never more are held than the largest plan takes. A plan may promise less precision
   * than another: `contract.plans` says how much.
   *
   * All rows are sent whatever the answers are. A caller that stops early, or sends other rows, because of an answer tells
   * the server something of it.
   * @throws as `predict`; TabularError names row and feature, as `rows[2].age`. RESULT_OUT_OF_RANGE ends the answers but is
   * thrown last, when all rows are sent
   * @example for await (const { index, label } of client.predictMany(rows, { onProgress })) print(index, label);
   */
  predictMany(rows: Rows, options?: PredictManyOptions): AsyncGenerator<RowAnswer, void>;
  /**
   * The key sets in use, for plans that need them, with what was asked under each. While one is in use, its results must not
   * reach anyone who can see or make its ciphertexts: about 800 of them are the key (C1).
   */
  keySets(): readonly KeySetState[];
  /**
   * Ends the session and the calls that are under way, and wipes every secret at once. The promise is of the server having
   * been asked to forget the key sets; it keeps them for a day at most.
   */
  close(): Promise<void>;
}

/**
 * Opens a session: checks the options, fetches the contract, checks it as a stranger's bytes and pins it. No input is read
 * before, and the contract is not fetched again.
 * @throws VelumClientError CLIENT_OPTION, URL_REFUSED, CONTRACT_UNEXPECTED, SERVER_…; VelumError CONTRACT_…; CkksError
 * SIMD_UNAVAILABLE
 * @example const client = await createClient({ url: "https://velum.example.org", model: "heart-disease" });
 */
export async function createClient(options: ClientOptions, { signal }: CallOptions = {}): Promise<VelumClient> {
  const config = checkOptions(options);
  const { timeout, retries, token } = config;
  const closing = new AbortController();
  const policy = (ending: AbortSignal | undefined): ExchangePolicy => ({
    timeout,
    retries,
    token,
    signal: ending === undefined ? closing.signal : AbortSignal.any([closing.signal, ending]),
  });
  const session = await openSession(config, policy(signal), policy(undefined));
  const { contract, digest } = session.pinned;
  return Object.freeze({
    contract,
    contractDigest: digest,
    frameSizes: Object.freeze(session.plans.map(({ plan, bytes }) => Object.freeze({ plan: plan.name, ...bytes }))),
    async predict(row: Row, { signal, plan, onKeySet, onStep, onFrames }: PredictOptions = {}): Promise<Answer> {
      if (closing.signal.aborted) throw new VelumClientError("CLIENT_CLOSED");
      return predict(session, row, plan, { ...policy(signal), onKeySet, onStep, onFrames });
    },
    async *predictMany(rows: Rows, options: PredictManyOptions = {}) {
      const { signal, plan, onProgress, onKeySet, onStep, onFrames } = options;
      if (closing.signal.aborted) throw new VelumClientError("CLIENT_CLOSED");
      yield* predictMany(session, rows, { plan, onProgress }, { ...policy(signal), onKeySet, onStep, onFrames });
    },
    keySets: () => session.ring.states(),
    async close() {
      closing.abort();
      await session.ring.close();
    },
  });
}
