import { describe, expect, it } from "vitest";
import type { FromWorker, ToWorker } from "./messages.ts";
import { PageError, problemOf } from "./problem.ts";
import { createVelumWorker, type WorkerPort } from "./velum-worker.ts";

/** A channel in place of a worker: what is posted, and a way to answer. */
function channel() {
  const posted: ToWorker[] = [];
  const listeners = new Map<string, (event: MessageEvent<FromWorker>) => void>();
  const port = {
    postMessage: (message: ToWorker) => posted.push(message),
    addEventListener: (type: string, listener: (event: MessageEvent<FromWorker>) => void) =>
      listeners.set(type, listener),
  } as unknown as WorkerPort;
  const emit = (data: FromWorker): void => listeners.get("message")!({ data } as MessageEvent<FromWorker>);
  return { worker: createVelumWorker(port), posted, emit, fail: () => listeners.get("error")!({} as never) };
}

describe("calls to the worker", () => {
  it("run at the same time, each with its own events and outcome", async () => {
    const { worker, posted, emit } = channel();
    const events: unknown[] = [];
    const first = worker.call("predict", { model: "a", row: {} }, { onEvent: (event) => events.push(event) });
    const second = worker.call("keys", null);
    const [one, two] = posted.map(({ id }) => id);
    const step = { kind: "step", step: { name: "prepare", milliseconds: 1, bytes: undefined } } as const;
    emit({ id: two!, result: [] });
    emit({ id: one!, event: step });
    emit({ id: one!, error: { ...NOTHING, code: "SERVER_UNREACHABLE", message: "m" } });
    await expect(second).resolves.toEqual([]);
    await expect(first).rejects.toMatchObject({ code: "SERVER_UNREACHABLE" });
    expect(events).toEqual([step]);
  });

  it("are cancelled under their own id", () => {
    const { worker, posted } = channel();
    const ending = new AbortController();
    void worker.call("keys", null);
    void worker.call("predict", { model: "a", row: {} }, { signal: ending.signal });
    ending.abort();
    expect(posted.at(-1)).toEqual({ id: posted[1]!.id, call: "cancel" });
  });

  it("fail together where the worker cannot start", async () => {
    const { worker, fail } = channel();
    const calls = [worker.call("keys", null), worker.call("listModels", null)];
    fail();
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: "WORKER_FAILED" });
  });
});

const NOTHING = { argument: undefined, expected: undefined, server: undefined };

describe("an error that crosses to the page", () => {
  it("keeps code, field and rule of ours, and nothing of anyone else's (C7)", () => {
    const ours = Object.assign(new Error("row.age: expected a number"), {
      ...{ code: "FEATURE_MISSING", argument: "row.age", expected: "a number", value: 63 },
    });
    expect(problemOf(ours)).toEqual({
      ...{ code: "FEATURE_MISSING", message: "row.age: expected a number", argument: "row.age" },
      ...{ expected: "a number", server: undefined },
    });
    for (const other of [new TypeError("cannot read 63"), "63", null, Object.assign(new Error("63"), { code: 20 })]) {
      expect(problemOf(other)).toEqual({ ...NOTHING, code: "INTERNAL", message: "Something went wrong in this tab." });
    }
    expect(problemOf(new PageError({ ...NOTHING, code: "TABLE_MISSING", message: "m" })).code).toBe("TABLE_MISSING");
  });
});
