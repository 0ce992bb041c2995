import type { Contract, ContractDigest } from "@velum/protocol";
import { type CheckedRow, checkPostprocessing, sigmoid } from "@velum/tabular";
import { describe, expect, it } from "vitest";
import { PageError } from "../worker/problem.ts";
import type { VelumWorker } from "../worker/velum-worker.ts";
import { createAnswerLens } from "./answer-lens.ts";
import { type AskSettings, askRows, type LabelledRows } from "./ask-rows.ts";
import { gatherEvidence } from "./gather-evidence.ts";

const contract = {
  ...{ name: "toy", version: "1", title: "Toy", outputs: ["score"] },
  postprocessing: checkPostprocessing({ kind: "sigmoid", name: "ill", labels: ["no", "yes"], threshold: 0.5 }),
  plans: [{ precision: { maxError: 0.004 } }, { precision: { maxError: 0.01 } }],
} as unknown as Contract;
const lens = createAnswerLens(contract);

/** Scores of ten rows, and what was observed: two of them on the wrong side. */
const SCORES = [-3, -2, -1, -0.5, 0.2, -0.1, 0.5, 1, 2, 3];
const TARGETS = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
const rows: LabelledRows = {
  rows: SCORES.map((x) => ({ x }) as unknown as CheckedRow),
  targets: TARGETS,
  places: SCORES.map((_, i) => i + 1),
  refused: 0,
};
const clear = {
  answer: ({ x }: CheckedRow) => ({
    ill: sigmoid(x as number) >= 0.5 ? "yes" : "no",
    p: [1 - sigmoid(x as number), sigmoid(x as number)],
  }),
};
const milliseconds = { keygen: 1, encrypt: 1, server: 1, roundTrip: 2, decrypt: 1 };
const problem = (code: string): PageError =>
  new PageError({ code, message: code, argument: undefined, expected: undefined, server: undefined });

/** A worker whose answers are off by 0.001, or fail as told. */
function workerThat(failures: Readonly<Record<number, string>> = {}): {
  asked: number;
  worker: Pick<VelumWorker, "call">;
} {
  const state = { asked: 0 };
  const call = async (_: string, { row }: { readonly row: CheckedRow }) => {
    const failure = failures[state.asked++];
    if (failure !== undefined) throw problem(failure);
    return { logits: [(row["x"] as number) + 0.001], milliseconds, bytes: { request: 10, response: 5 } };
  };
  return Object.assign(state, { worker: { call } as unknown as Pick<VelumWorker, "call"> });
}
const settings = (worker: Pick<VelumWorker, "call">, more: Partial<AskSettings> = {}): AskSettings => ({
  ...{ worker, model: "toy", lens, clear, signal: new AbortController().signal, onRow: () => {} },
  ...more,
});

describe("a run", () => {
  it("measures answers against the clear model and what was observed", async () => {
    const { answered, unreadable } = await askRows(rows, settings(workerThat().worker));
    const origin = { kind: "demonstration", name: "toy" } as const;
    const evidence = gatherEvidence({
      ...{
        origin,
        contract,
        contractDigest: "00" as ContractDigest,
        lens,
        answered,
        planned: 10,
        refused: 0,
        unreadable,
      },
    });
    expect(evidence.comparison!.errors.largest).toBeCloseTo(0.001, 9);
    expect(evidence.comparison).toMatchObject({ maxError: 0.01, complete: true });
    expect(evidence.agreement).toEqual({ rows: 10, same: 10 });
    expect(evidence.confusion).toEqual([
      [4, 1],
      [1, 4],
    ]);
    expect(evidence.binary).toMatchObject({ positives: 5, negatives: 5, threshold: 0.5 });
    expect(evidence.reliability).toMatchObject({ by: "folds" });
    expect(evidence.latency!.requests).toBe(9);
  });

  it("has no comparison without a clear model, and nothing in its place", async () => {
    const { answered, unreadable } = await askRows(rows, settings(workerThat().worker, { clear: null }));
    const evidence = gatherEvidence({
      ...{ origin: { kind: "file", name: "rows.csv" }, contract, contractDigest: "00" as ContractDigest },
      ...{ lens, answered, planned: 10, refused: 0, unreadable },
    });
    expect([evidence.comparison, evidence.agreement, evidence.binary!.roc.clear]).toEqual([null, null, null]);
  });

  it("asks about the rest whatever was decrypted: an answer that cannot be read changes nothing that is sent (C2)", async () => {
    const state = workerThat({ 3: "RESULT_OUT_OF_RANGE" });
    const { answered, unreadable, failure } = await askRows(rows, settings(state.worker));
    expect([state.asked, answered.length, unreadable, failure]).toEqual([10, 9, 1, null]);
    expect(answered.map(({ place }) => place)).not.toContain(4);
  });

  it.each([["SERVER_UNREACHABLE"], ["KEY_SET_UNKNOWN"]])("ends with %s and keeps what was answered", async (code) => {
    const { answered, failure } = await askRows(rows, settings(workerThat({ 4: code }).worker));
    expect([answered.length, failure?.code]).toEqual([4, code]);
  });

  it("keeps what was answered before it was cancelled, and asks nothing more", async () => {
    const ending = new AbortController();
    const state = workerThat();
    const onRow = (): void => void (state.asked === 3 && ending.abort());
    const { answered } = await askRows(rows, settings(state.worker, { signal: ending.signal, onRow }));
    expect([answered.length, state.asked]).toEqual([3, 3]);
  });
});
