import { INFER_HEADER_LENGTH, MAX_INFER_HEADER_BYTES, readInferResponse, writeInferRequest } from "@velum/protocol";
import { type ExchangePolicy, exchange } from "../http/exchange.ts";
import type { Batch, Question } from "./ask.ts";
import type { Session } from "./session.ts";

/** What came back over HTTP: nothing of it has been believed yet. */
export interface Reply {
  readonly frame: Uint8Array;
  /** Milliseconds that the server says it took, if it does. */
  readonly serverMilliseconds: number | undefined;
}

/** Sends a question; a retry sends the same bytes. @throws VelumClientError as `exchange`; VelumError SERVER_ANSWER_INVALID */
export async function send(
  { inferUrl: url }: Session,
  { ready }: Batch,
  question: Question,
  policy: ExchangePolicy,
): Promise<Reply> {
  const { bytes: body, headerLength } = writeInferRequest(question.bytes);
  const headers = {
    "content-type": "application/octet-stream",
    accept: "application/octet-stream",
    [INFER_HEADER_LENGTH]: String(headerLength),
  };
  // The exact length of the frame by the pinned contract, and the JSON before it.
  const limit = MAX_INFER_HEADER_BYTES + ready.bytes.response;
  const answer = await exchange({ url, method: "POST", headers, body, limit }, policy);
  const frame = readInferResponse(answer.bytes, answer.headers.get(INFER_HEADER_LENGTH));
  return { frame, serverMilliseconds: serverTiming(answer.headers.get("server-timing")) };
}

/** `velum;dur=0.150` of the header `Server-Timing`. */
function serverTiming(header: string | null): number | undefined {
  const found = /(?:^|,\s*)velum;dur=(\d{1,9}(?:\.\d{1,6})?)(?:$|[,;])/.exec(header ?? "");
  return found === null ? undefined : Number(found[1]);
}
