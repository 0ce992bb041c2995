import { needsKeySet } from "@velum/ckks";
import type { AnswerDetails } from "../answer.ts";
import { VelumClientError } from "../errors.ts";
import type { ExchangePolicy } from "../http/exchange.ts";
import { untilAborted } from "../http/until-aborted.ts";
import type { KeySetProgress } from "../keys/generate-key-set.ts";
import type { LeasedKey } from "../keys/key-ring.ts";
import { type Batch, type Question, writeQuestion } from "./ask.ts";
import { OneTimeKey } from "./one-time-key.ts";
import { openReply, readReply } from "./open-reply.ts";
import { type Reply, send } from "./send.ts";
import type { Session } from "./session.ts";
import { type Frames, type StepListener, tellStep } from "./step.ts";

/** The outputs of the rows of one request. */
export interface AnsweredRows extends AnswerDetails {
  /** For each row the model's outputs. */
  readonly outputs: readonly Float64Array<ArrayBuffer>[];
}

/** How one request is asked. */
export interface AskPolicy extends ExchangePolicy {
  /** Is told while a key set is made and uploaded for this request. */
  readonly onKeySet?: ((progress: KeySetProgress) => void) | undefined;
  /** Is told of each part of the request when it has ended. */
  readonly onStep?: StepListener | undefined;
  /** Is given the frames as they travelled, before the answer is opened. */
  readonly onFrames?: ((frames: Frames) => void) | undefined;
}

/**
 * One request from preprocessed rows to their outputs. A one-time key serves this request alone and is wiped however it ends,
 * as are the rows; plans with evaluation keys take a counted use of the session's key set.
 * @throws VelumClientError, VelumError RESPONSE_REFUSED, SERVER_ANSWER_INVALID, CkksError RANDOMNESS_UNAVAILABLE
 */
export async function askRows(session: Session, batch: Batch, policy: AskPolicy): Promise<AnsweredRows> {
  const lap = startWatch();
  let leased: Keys | undefined;
  try {
    if (policy.signal.aborted) throw new VelumClientError("CALL_ABORTED");
    leased = await keysFor(session, batch, policy);
    const { key } = leased;
    const keygen = lap();
    tellStep(policy.onStep, "prepare", keygen);
    const question = writeQuestion(session, batch, key);
    const encrypt = lap();
    tellStep(policy.onStep, "encrypt", encrypt, question.bytes.length);
    const reply = await sendWithKeys(session, batch, question, leased, policy);
    const roundTrip = lap();
    tellReply(policy, question, reply, roundTrip);
    const results = readReply(session, batch, question, reply.frame, key.keySetId);
    const outputs = openReply(session, batch, results, key);
    const decrypt = lap();
    tellStep(policy.onStep, "decrypt", decrypt);
    return {
      outputs,
      milliseconds: Object.freeze({ keygen, encrypt, server: reply.serverMilliseconds, roundTrip, decrypt }),
      bytes: Object.freeze({ request: question.bytes.length, response: reply.frame.length }),
    };
  } finally {
    leased?.key.dispose();
    for (const row of batch.rows) row.fill(0);
  }
}

/** Nothing that was decrypted is known yet: listeners cannot make what is sent depend on it (C2). */
function tellReply(
  { onStep, onFrames }: AskPolicy,
  { bytes: request }: Question,
  { frame: response, serverMilliseconds: server }: Reply,
  roundTrip: number,
): void {
  tellStep(onStep, "send", Math.max(0, roundTrip - (server ?? 0)), request.length);
  tellStep(onStep, "compute", server, response.length);
  onFrames?.(Object.freeze({ request, response }));
}

/** A one-time key has nothing to upload. */
type Keys = Pick<LeasedKey, "key"> & Partial<LeasedKey>;

async function keysFor({ ring, pinned }: Session, { ready, rows }: Batch, policy: AskPolicy): Promise<Keys> {
  const { plan, binding } = ready;
  if (!needsKeySet(plan.keys)) return { key: new OneTimeKey(binding, plan.keys.publicKeyLevel) };
  const answers = rows.length * pinned.contract.outputs.length;
  const leasing = ring.lease(ready, answers, (progress) => policy.onKeySet?.(progress));
  try {
    return await untilAborted(leasing, policy.signal);
  } catch (error) {
    leasing.then(
      ({ key }) => key.dispose(),
      () => {},
    );
    throw error;
  }
}

/** A server that has forgotten the key set gets it again, once a request, and then the same stored bytes (C6). */
async function sendWithKeys(
  session: Session,
  batch: Batch,
  question: Question,
  { upload }: Keys,
  policy: AskPolicy,
): Promise<Reply> {
  try {
    return await send(session, batch, question, policy);
  } catch (error) {
    const forgotten = error instanceof VelumClientError && error.server?.code === "KEY_SET_UNKNOWN";
    if (!forgotten || upload === undefined) throw error;
  }
  await untilAborted(upload(), policy.signal);
  return send(session, batch, question, policy);
}

/** Milliseconds since the last call. */
function startWatch(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const lap = now - last;
    last = now;
    return lap;
  };
}
