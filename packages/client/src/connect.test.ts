import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { buildApp, createRegistry, listen, type RunningServer } from "@velum/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadKeySetModel } from "../../server/src/test-support/key-set-model.ts";
import { codeOf, errorOf } from "../reference/code-of.ts";
import { servedModel } from "../reference/served-model.ts";
import { connect } from "./connect.ts";

const token = "0123456789abcdef0123456789";
let server: RunningServer;
beforeAll(async () => {
  const models = await Promise.all([servedModel(), loadKeySetModel()]);
  server = await listen(buildApp({ token }, createRegistry(models)));
});
afterAll(() => server.stop(0));

describe("a server with a token", () => {
  test("lists its models and answers, with one-time keys and with a key set that is uploaded and deleted", async () => {
    const connection = connect(server.url, { token });
    const models = await connection.models();
    expect(models.map(({ name, version }) => [name, version])).toEqual([
      ["net", "1"],
      ["test", "1"],
    ]);
    const client = await connection.open("test");
    expect(client.contractDigest).toBe(models[1]!.contractDigest);
    expect(await client.predict({ age: 63, state: "sick" })).toMatchObject({ kind: "class", label: "yes" });
    await client.close();

    const net = await connection.open("net", { answersPerKey: 10 });
    const row = Object.fromEntries(
      net.contract.schema.features.map((feature) => [
        feature.name,
        feature.kind === "numeric" ? feature.minimum! : feature.categories[0]!.code,
      ]),
    );
    expect((await net.predict(row)).milliseconds.server).toBeGreaterThan(0);
    expect(net.keySets()).toHaveLength(1);
    await net.close();
  });

  test("refuses a missing or wrong one, once, and neither error holds a token", async () => {
    for (const given of [{}, { token: `${token}x` }]) {
      const connection = connect(server.url, given);
      const refusals = [await errorOf(connection.models()), await errorOf(connection.open("test"))];
      for (const error of refusals) {
        expect(error).toMatchObject({ code: "SERVER_REFUSED", server: { status: 401, code: "UNAUTHORIZED" } });
        expect(JSON.stringify(error) + error.message).not.toContain(token);
      }
    }
  });

  test.each(["short", "with a space 0123456789", 'quote"0123456789abcdef', "a\r\nX-Evil: 1234567890"])(
    "%j is no token, and the refusal does not say it",
    (odd) => {
      expect(() => connect(server.url, { token: odd })).toThrow(expect.objectContaining({ code: "CLIENT_OPTION" }));
      expect(() => connect(server.url, { token: odd })).not.toThrow(odd);
    },
  );

  test("is reached by https, or on loopback", () => {
    expect(() => connect("http://velum.example.org")).toThrow(expect.objectContaining({ code: "URL_REFUSED" }));
    expect(connect("https://velum.example.org/behind/a/path").origin).toBe("https://velum.example.org");
  });
});

describe("a list of models that is none is refused", () => {
  const digest = "ab".repeat(32);
  test.each([
    "",
    "[]",
    '{"models":{}}',
    '{"models":[null]}',
    `{"models":[{"name":"<b>","version":"1","contractDigest":"${digest}"}]}`,
    `{"models":[{"name":"a","version":"1/..","contractDigest":"${digest}"}]}`,
    '{"models":[{"name":"a","version":"1","contractDigest":"ab"}]}',
  ])("%s", async (body) => {
    const answer: RequestListener = (_, response) => void response.end(body);
    const hostile = createServer(answer);
    await new Promise<void>((resolve) => hostile.listen(0, "127.0.0.1", resolve));
    const { port } = hostile.address() as AddressInfo;
    expect(await codeOf(connect(`http://127.0.0.1:${port}`).models())).toBe("SERVER_ANSWER_INVALID");
    hostile.close();
    hostile.closeAllConnections();
  });
});
