import { once } from "node:events";
import { connect as connectSocket } from "node:net";
import { createInterface } from "node:readline";
import { connect } from "@velum/client";
import { numberTensor, runGraph } from "@velum/model/graph";
import { readOnnx } from "@velum/model/onnx";
import { parse } from "csv-parse/sync";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { DemoReport } from "../demo/demo-report.ts";
import { runVelum, startVelum } from "../test-support/run-velum.ts";

interface Demonstration {
  readonly model: string;
  readonly target: string;
  readonly rows: string;
  readonly onnx: string;
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

// Each starts processes, which a busy machine starts slowly.
vi.setConfig({ testTimeout: 180_000 });

describe("velum demo", () => {
  it("asks a server process about patients and agrees with the model in the clear", async () => {
    const { code, stdout, stderr } = await runVelum(["demo", "--rows", "3", "--json"]);
    expect([code, stderr]).toEqual([0, ""]);
    const report = JSON.parse(stdout) as DemoReport;
    expect(report.model).toMatchObject({ name: "heart", features: 13, trainedOn: 212, heldOut: 91 });
    expect(report.plan).toMatchObject({ name: "dot", protection: { level: "standard" } });
    expect(report.parameters).toMatchObject({ ringDegree: 2048, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(report.rows).toHaveLength(3);
    for (const { clear, encrypted, difference, logitDifference, sameLabel } of report.rows) {
      expect(Math.abs(encrypted - clear - difference)).toBeLessThan(1e-12);
      expect(Math.abs(logitDifference)).toBeLessThanOrEqual(4e-3);
      // Flooding is on: an exact answer would be one without protection.
      expect(logitDifference).not.toBe(0);
      expect([sameLabel, clear > 0, clear < 1]).toEqual([true, true, true]);
    }
    expect(Object.keys(report.milliseconds)).toEqual(["keygen", "encrypt", "server", "roundTrip", "decrypt"]);
    for (const time of Object.values(report.milliseconds)) expect(time).toBeGreaterThan(0);
    expect(report.bytes.request).toBeLessThanOrEqual(28 * 1024);
    expect(report.bytes.response).toBeLessThanOrEqual(8 * 1024);
    expect(report.bytes.stored).toBe(0);
    expect([report.server.page, isRunning(report.server.pid)]).toEqual([null, false]);
  });

  it("prints a table without escape sequences into a pipe, with strong protection too", async () => {
    const { code, stdout } = await runVelum(["demo", "--rows", "2", "--protect", "strong"]);
    expect(code).toBe(0);
    expect(stdout).toContain("protection strong");
    expect(stdout).toMatch(/patient +clear +decrypted +difference +answer +ms +sent +received\n/);
    expect(stdout.match(/^ +\d+ {2}0\.\d{6} {3}0\.\d{6} {3}[+-]0\.\d{6} {2}(?:no )?disease/gm)).toHaveLength(2);
    expect(stdout).toContain("2 of 2 answers agree");
    expect(stdout).not.toContain("\u001b");
  });

  it("keeps serving until it is interrupted, and takes the server with it; another one finds the port taken", async () => {
    const child = startVelum(["demo", "--rows", "1", "--keep-serving"]);
    onTestFinished(() => void child.kill("SIGKILL"));
    const { url, pid, token } = await untilServing(child.stdout!);
    await compareWithClear(url, token);

    const { code, stdout } = await runVelum(["demo", "--json", "--port", new URL(url).port]);
    expect([code, JSON.parse(stdout).error.code]).toEqual([1, "SERVER_PROCESS"]);
    expect(JSON.parse(stdout).error.message).toContain("EADDRINUSE");

    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(isRunning(pid)).toBe(false);
  });

  it("leaves no server behind when it is killed", async () => {
    const child = startVelum(["demo", "--rows", "1", "--keep-serving"]);
    onTestFinished(() => void child.kill("SIGKILL"));
    const { url } = await untilServing(child.stdout!);
    const socket = connectSocket(Number(new URL(url).port), "127.0.0.1");
    socket.write("GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await once(socket, "data");
    // The server closes idle connections when it ends.
    const closed = once(socket, "close");
    child.kill("SIGKILL");
    await closed;
    await expect(fetch(url)).rejects.toThrow();
  });
});

/** Both models, asked as a page would: encrypted, and in the clear from the public material. */
async function compareWithClear(url: string, token: string): Promise<void> {
  const { models } = (await (await fetch(`${url}/demonstration`)).json()) as { models: Demonstration[] };
  expect(models.map(({ model }) => model)).toEqual(["heart", "heart-mlp"]);
  for (const { model, target, rows, onnx } of models) {
    const [header = [], ...records] = parse(await (await fetch(`${url}${rows}`)).text()) as string[][];
    expect(records).toHaveLength(91);
    const graph = readOnnx(new Uint8Array(await (await fetch(`${url}${onnx}`)).arrayBuffer()));
    const client = await connect(url, { token }).open(model);
    let agreed = 0;
    for (const cells of records.slice(0, 8)) {
      const row = Object.fromEntries(
        header.flatMap((name, i) => (name === target ? [] : [[name, cells[i] === "" ? null : Number(cells[i])]])),
      );
      const answer = await client.predict(row);
      if (answer.kind !== "class") throw new Error("expected a class");
      const inputs = new Map(
        graph.inputs.map(({ name }) => [name, numberTensor("float", [1, 1], [row[name] ?? Number.NaN])]),
      );
      const clear = runGraph(graph, inputs);
      const probability = Number(clear.get("target probabilities")!.data[1]);
      // A logit within 0.004 is a probability within 0.001.
      expect(Math.abs(answer.probability - probability)).toBeLessThan(0.0011);
      expect(answer.label).toBe(String(clear.get("target")!.data[0]));
      if (answer.label === cells[header.indexOf(target)]) agreed++;
    }
    expect(agreed).toBeGreaterThanOrEqual(5);
    await client.close();
  }
}

/** Address, process and token of the server, from what the demonstration prints. */
async function untilServing(stdout: NodeJS.ReadableStream): Promise<{ url: string; pid: number; token: string }> {
  let server: { url: string; pid: number } | undefined;
  let token = "";
  for await (const line of createInterface({ input: stdout })) {
    const [, url, pid] = /server +(\S+), process (\d+)/.exec(line) ?? [];
    if (url !== undefined) server = { url, pid: Number(pid) };
    token = /^ {2}token +(\S+)$/.exec(line)?.[1] ?? token;
    if (line.includes("until Ctrl-C") && server !== undefined) return { ...server, token };
  }
  throw new Error("the demonstration ended before it served");
}
