import { type Answer, createAnswer } from "./answer.ts";
import type { ExchangePolicy } from "./http/exchange.ts";
import { packRow, writeQuestion } from "./session/ask.ts";
import { OneTimeKey } from "./session/one-time-key.ts";
import { openReply } from "./session/open-reply.ts";
import { send } from "./session/send.ts";
import type { Session } from "./session/session.ts";

/**
 * One prediction from row to answer. The row is checked before a key exists, the key serves this request alone, and key
 * and values are wiped however it ends.
 */
export async function predict(session: Session, row: unknown, policy: ExchangePolicy): Promise<Answer> {
  const values = packRow(session, row);
  const lap = startWatch();
  let key: OneTimeKey | undefined;
  try {
    key = new OneTimeKey(session.binding, session.plan.keys.publicKeyLevel);
    const keygen = lap();
    const question = writeQuestion(session, values, key);
    const encrypt = lap();
    const reply = await send(session, question, policy);
    const roundTrip = lap();
    const outputs = openReply(session, question, reply.frame, key);
    const decrypt = lap();
    return createAnswer(session.pinned.contract.postprocessing, outputs, {
      logits: Object.freeze([...outputs]),
      milliseconds: Object.freeze({ keygen, encrypt, server: reply.serverMilliseconds, roundTrip, decrypt }),
      bytes: Object.freeze({ request: question.bytes.length, response: reply.frame.length }),
    });
  } finally {
    key?.dispose();
    values.fill(0);
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
