import type { AnswerDetails } from "../answer.ts";
import { VelumClientError } from "../errors.ts";
import type { ExchangePolicy } from "../http/exchange.ts";
import { type Batch, writeQuestion } from "./ask.ts";
import { OneTimeKey } from "./one-time-key.ts";
import { openReply, readReply } from "./open-reply.ts";
import { send } from "./send.ts";
import type { Session } from "./session.ts";

/** The outputs of the rows of one request. */
export interface AnsweredRows extends AnswerDetails {
  /** For each row the model's outputs. */
  readonly outputs: readonly Float64Array<ArrayBuffer>[];
}

/**
 * One request from preprocessed rows to their outputs. The key serves this request alone; key and rows are wiped however it
 * ends.
 * @throws VelumClientError, VelumError RESPONSE_REFUSED, SERVER_ANSWER_INVALID, CkksError RANDOMNESS_UNAVAILABLE
 */
export async function askRows(session: Session, batch: Batch, policy: ExchangePolicy): Promise<AnsweredRows> {
  const { binding, plan } = batch.ready;
  const lap = startWatch();
  let key: OneTimeKey | undefined;
  try {
    if (policy.signal.aborted) throw new VelumClientError("CALL_ABORTED");
    key = new OneTimeKey(binding, plan.keys.publicKeyLevel);
    const keygen = lap();
    const question = writeQuestion(session, batch, key);
    const encrypt = lap();
    const reply = await send(session, batch, question, policy);
    const roundTrip = lap();
    const outputs = openReply(session, batch, readReply(session, batch, question, reply.frame), key);
    const decrypt = lap();
    return {
      outputs,
      milliseconds: Object.freeze({ keygen, encrypt, server: reply.serverMilliseconds, roundTrip, decrypt }),
      bytes: Object.freeze({ request: question.bytes.length, response: reply.frame.length }),
    };
  } finally {
    key?.dispose();
    for (const row of batch.rows) row.fill(0);
  }
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
