import { VelumError } from "@velum/protocol";
import { refuse, type VelumClientError } from "../errors.ts";

/**
 * The body of an answer, up to a limit that is known before: a longer one is refused when its length is declared or as soon
 * as it is passed, and the connection is given up. No compressed body is taken: nothing decompresses untrusted bytes.
 * @throws VelumClientError SERVER_ANSWER_TOO_LARGE; VelumError SERVER_ANSWER_INVALID; what the body's stream throws
 */
export async function readLimited(response: Response, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const encoding = response.headers.get("content-encoding");
  if (encoding !== null && encoding !== "identity") {
    await response.body?.cancel();
    throw new VelumError("SERVER_ANSWER_INVALID", { argument: "Content-Encoding", expected: "none", got: "another" });
  }
  if (Number(response.headers.get("content-length") ?? 0) > limit) {
    await response.body?.cancel();
    throw tooLarge(limit);
  }
  return response.body === null ? new Uint8Array() : collect(response.body, limit);
}

async function collect(body: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (let next = await reader.read(); next.value !== undefined; next = await reader.read()) {
    length += next.value.length;
    if (length > limit) {
      await reader.cancel();
      throw tooLarge(limit);
    }
    chunks.push(next.value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

const tooLarge = (limit: number): VelumClientError =>
  refuse("SERVER_ANSWER_TOO_LARGE", "answer", `at most ${limit} bytes`, "more");
