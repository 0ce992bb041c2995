import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { infer, type LoadedModel } from "@velum/evaluator";
import { INFER_HEADER_LENGTH, readInferRequest, writeInferResponse } from "@velum/protocol";

/** What came in: all that a server ever sees of a client. */
export interface Seen {
  readonly line: string;
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** How this server differs from an honest one. */
export interface Behaviour {
  /** Serves these bytes as the contract. */
  readonly contract?: Uint8Array;
  /** Answers a request frame with any frame. */
  readonly answer?: (frame: Uint8Array) => Uint8Array;
  /** Answers an infer request by itself; false leaves it to the honest way. */
  readonly takeOver?: (response: ServerResponse, count: number) => boolean;
}

export interface TestServer {
  readonly url: string;
  readonly seen: readonly Seen[];
  behaviour: Behaviour;
  stop(): Promise<void>;
}

/** A plain HTTP server around the evaluator, which answers as it is told to. */
export async function startServer(model: LoadedModel, behaviour: Behaviour = {}): Promise<TestServer> {
  const seen: Seen[] = [];
  const server = createServer(async (message, response) => {
    const body = await readAll(message);
    const line = `${message.method} ${message.url}`;
    seen.push({ line, headers: headersOf(message), body });
    if (line.startsWith("GET ")) response.end(running.behaviour.contract ?? model.contractBytes);
    else {
      const count = seen.filter((one) => one.line.startsWith("POST ")).length;
      if (running.behaviour.takeOver?.(response, count) !== true) answerInfer(message, body, response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  function answerInfer(message: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const frame = readInferRequest(body, String(message.headers[INFER_HEADER_LENGTH]));
    const answer = running.behaviour.answer ?? ((bytes: Uint8Array) => infer(model, bytes));
    const { bytes, headerLength } = writeInferResponse({ model: "test", version: "1", response: answer(frame) });
    response.writeHead(200, {
      "content-type": "application/octet-stream",
      "server-timing": "infer;dur=0.125",
      [INFER_HEADER_LENGTH]: headerLength,
    });
    response.end(bytes);
  }

  const running: TestServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    behaviour,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return running;
}

const readAll = async (message: IncomingMessage): Promise<Buffer> => Buffer.concat(await message.toArray());

/** Names and values, but for those that name this connection. */
const headersOf = ({ headers }: IncomingMessage): readonly string[] =>
  Object.entries(headers)
    .filter(([name]) => name !== "host" && name !== "connection")
    .map(([name, value]) => `${name}: ${value}`)
    .sort();
