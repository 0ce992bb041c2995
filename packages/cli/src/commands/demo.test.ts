import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { describe, expect, it, onTestFinished } from "vitest";
import type { DemoReport } from "../demo/demo-report.ts";
import { runVelum, startVelum } from "../test-support/run-velum.ts";

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

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
    expect(isRunning(report.server.pid)).toBe(false);
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
    const { url, pid } = await untilServing(child.stdout!);
    expect((await fetch(`${url}/v2/health/ready`)).status).toBe(200);

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
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.write("GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await once(socket, "data");
    // The server closes idle connections when it ends.
    const closed = once(socket, "close");
    child.kill("SIGKILL");
    await closed;
    await expect(fetch(url)).rejects.toThrow();
  });
});

/** Address and process of the server, from what the demonstration prints. */
async function untilServing(stdout: NodeJS.ReadableStream): Promise<{ url: string; pid: number }> {
  let server: { url: string; pid: number } | undefined;
  for await (const line of createInterface({ input: stdout })) {
    const [, url, pid] = /server +(\S+), process (\d+)/.exec(line) ?? [];
    if (url !== undefined) server = { url, pid: Number(pid) };
    if (line.includes("until Ctrl-C") && server !== undefined) return server;
  }
  throw new Error("the demonstration ended before it served");
}
