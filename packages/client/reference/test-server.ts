import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type KeySet, readKeySet } from "@velum/ckks";
import { infer, type LoadedModel } from "@velum/evaluator";
import {
  INFER_HEADER_LENGTH,
  type KeySetSource,
  problemDetails,
  readInferRequest,
  writeInferResponse,
} from "@velum/protocol";

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
  readonly answer?: (frame: Uint8Array, keySets: KeySetSource) => Uint8Array;
  /** Takes a request about a key set by itself; false leaves it to the honest way. */
  readonly takeOverKeys?: (response: ServerResponse, seen: Seen) => boolean;
  /** Answers an infer request by itself; false leaves it to the honest way. */
  readonly takeOver?: (response: ServerResponse, count: number) => boolean;
}

export interface TestServer {
  readonly url: string;
  readonly seen: readonly Seen[];
  behaviour: Behaviour;
  /** What was uploaded, by id. */
  readonly keySets: Map<string, KeySet>;
  stop(): Promise<void>;
}

/** A plain HTTP server around the evaluator, which answers as it is told to. */
export async function startServer(model: LoadedModel, behaviour: Behaviour = {}): Promise<TestServer> {
  const seen: Seen[] = [];
  const server = createServer(async (message, response) => {
    const body = await readAll(message);
    const line = `${message.method} ${message.url}`;
    seen.push({ line, headers: headersOf(message), body });
    if (line.includes(" /v2/keys/")) {
      const taken = running.behaviour.takeOverKeys?.(response, seen.at(-1)!) === true;
      if (!taken) keepKeySet(message, body, response);
    } else if (line.startsWith("GET ")) response.end(running.behaviour.contract ?? model.contractBytes);
    else {
      const count = seen.filter((one) => one.line.startsWith("POST ")).length;
      if (running.behaviour.takeOver?.(response, count) !== true) answerInfer(message, body, response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  const keySets = new Map<string, KeySet>();
  const source: KeySetSource = { find: (id) => keySets.get(id) };

  function keepKeySet({ method, url }: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const id = /[0-9a-f]{64}/.exec(url ?? "")![0];
    if (method === "PUT") {
      const name = new URL(url!, "http://localhost").searchParams.get("plan");
      const { plan, context } = model.expectation.plans.find((one) => one.plan.name === name)!;
      keySets.set(id, readKeySet(body, { context, keys: plan.keys }).keySet);
    } else keySets.delete(id);
    response.writeHead(method === "PUT" ? 201 : 204).end();
  }

  function answerInfer(message: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const frame = readInferRequest(body, String(message.headers[INFER_HEADER_LENGTH]));
    const answer = running.behaviour.answer ?? ((bytes: Uint8Array) => infer(model, bytes, source));
    let answered: Uint8Array;
    try {
      answered = answer(frame, source);
    } catch (error) {
      const problem = problemDetails(error);
      response.writeHead(problem.status, { "content-type": "application/problem+json" }).end(JSON.stringify(problem));
      return;
    }
    const { bytes, headerLength } = writeInferResponse({ model: "test", version: "1", response: answered });
    response.writeHead(200, {
      "content-type": "application/octet-stream",
      "server-timing": "velum;dur=0.125",
      [INFER_HEADER_LENGTH]: headerLength,
    });
    response.end(bytes);
  }

  const running: TestServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    behaviour,
    keySets,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return running;
}

const readAll = async (message: IncomingMessage): Promise<Buffer> => Buffer.concat(await message.toArray());

/** Names and values, but for those that name this connection or the body's bytes. */
const headersOf = ({ headers }: IncomingMessage): readonly string[] =>
  Object.entries(headers)
    .filter(([name]) => !["host", "connection", "content-digest"].includes(name))
    .map(([name, value]) => `${name}: ${value}`)
    .sort();
