import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { INFER_HEADER_LENGTH, writeInferRequest } from "@velum/protocol";
import { describe, expect, it } from "vitest";
import { buildApp } from "./app.ts";
import { isLoopback, type ListenOptions, listen } from "./listen.ts";
import { createRegistry } from "./models/model-registry.ts";
import { sendRaw } from "./test-support/http.ts";
import { createSmallClient, loadSmallModel } from "./test-support/small-model.ts";

const emptyApp = () => buildApp({}, createRegistry([]));

describe("listen", () => {
  it.each(["127.0.0.1", "127.8.8.8", "::1", "localhost"])("takes %s for loopback", (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(["0.0.0.0", "::", "10.0.0.1", "example.org", "127.evil.example", "localhost.evil.example", ""])(
    "refuses %j without a proxy in front (D4)",
    async (host) => {
      await expect(listen(emptyApp(), { host })).rejects.toMatchObject({ code: "LISTEN_REFUSED" });
    },
  );

  it("listens beyond loopback when it is told that a proxy stands in front", async () => {
    const server = await listen(emptyApp(), { host: "0.0.0.0", behindProxy: true });
    expect((await fetch(`http://127.0.0.1:${server.port}/v2`)).status).toBe(200);
    await server.stop();
  });

  it.each([-1, 65_536, 0.5, Number.NaN])("refuses port %d", async (port) => {
    const options: ListenOptions = { port };
    await expect(listen(emptyApp(), options)).rejects.toMatchObject({ code: "SERVER_OPTION" });
  });

  it("tells a client that sends too slowly, with its own code", async () => {
    const server = await listen(buildApp({ requestTimeout: 1000 }, createRegistry([])));
    const answer = await sendRaw(server, "GET /v2 HTTP/1.1\r\nHost: localhost\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"code":"HTTP_TIMEOUT"');
    await server.stop();
  });
});

describe("stopping", () => {
  it("answers what is running, refuses what comes after it, and is gone", async () => {
    const model = await loadSmallModel();
    const client = await createSmallClient(model);
    const app = buildApp({}, createRegistry([model]));
    const stopping = new Promise<void>((resolve) => app.addHook("preClose", async () => resolve()));
    const arrived = new Promise<void>((resolve) => app.addHook("onRequest", async () => resolve()));
    const server = await listen(app);

    const { bytes, headerLength } = writeInferRequest(client.ask(0, 0).request.bytes);
    const socket = connect(server.port, "127.0.0.1");
    const answers = readAll(socket);
    socket.write(
      `POST /v2/models/small/infer HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n` +
        `${INFER_HEADER_LENGTH}: ${headerLength}\r\nContent-Length: ${bytes.length}\r\n\r\n`,
    );
    socket.write(bytes.subarray(0, 1000));
    await arrived;
    const stopped = server.stop();
    await stopping;
    socket.write(bytes.subarray(1000));
    socket.write("GET /v2/health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n");

    const text = await answers;
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 503"]);
    expect(text).toMatch(/retry-after: 1\r\n/);
    expect(text).toContain('"code":"SERVER_STOPPING"');
    await stopped;
    await expect(fetch(`${server.url}/v2`)).rejects.toThrow();
  });

  it("cuts connections that stay open past the grace", async () => {
    const server = await listen(emptyApp());
    const socket = connect(server.port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write("GET /v2 HTTP/1.1\r\n");
    await once(socket, "connect");
    const closed = once(socket, "close");
    await server.stop(50);
    await closed;
  });
});

async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("latin1");
}
