import { INFER_HEADER_LENGTH, readInferResponse, writeInferRequest } from "@velum/protocol";
import { type ExchangePolicy, exchange } from "../http/exchange.ts";
import type { Question } from "./ask.ts";
import type { Session } from "./session.ts";

/** What came back over HTTP: nothing of it has been believed yet. */
export interface Reply {
  readonly frame: Uint8Array;
  /** Milliseconds that the server says it took, if it does. */
  readonly serverMilliseconds: number | undefined;
}

/** Sends a question; a retry sends the same bytes. @throws VelumClientError as `exchange`; VelumError SERVER_ANSWER_INVALID */
export async function send(session: Session, question: Question, policy: ExchangePolicy): Promise<Reply> {
  const { bytes: body, headerLength } = writeInferRequest(question.bytes);
  const headers = {
    "content-type": "application/octet-stream",
    accept: "application/octet-stream",
    [INFER_HEADER_LENGTH]: String(headerLength),
  };
  const answer = await exchange(
    { url: session.inferUrl, method: "POST", headers, body, limit: session.answerLimit },
    policy,
  );
  const frame = readInferResponse(answer.bytes, answer.headers.get(INFER_HEADER_LENGTH));
  return { frame, serverMilliseconds: serverTiming(answer.headers.get("server-timing")) };
}

/** `infer;dur=0.150` of the header `Server-Timing`. */
function serverTiming(header: string | null): number | undefined {
  const found = /(?:^|,\s*)infer;dur=(\d{1,9}(?:\.\d{1,6})?)(?:$|[,;])/.exec(header ?? "");
  return found === null ? undefined : Number(found[1]);
}
