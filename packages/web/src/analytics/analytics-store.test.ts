import { expect, it } from "vitest";
import { createAnalyticsStore } from "./analytics-store.ts";
import type { Evidence } from "./evidence.ts";

const evidence = (name: string): Evidence => ({ origin: { kind: "file", name } }) as unknown as Evidence;
const progress = (done: number) => ({ done, total: 9, milliseconds: 1, largest: null });

it("tells of progress, and keeps what a run found", () => {
  const store = createAnalyticsStore();
  let changes = 0;
  store.subscribe(() => changes++);
  const run = store.begin();
  run.progress(progress(3));
  expect(store.state().run?.done).toBe(3);
  run.end(evidence("a.csv"), null);
  expect(store.state()).toEqual({ evidence: evidence("a.csv"), run: null, problem: null });
  expect(changes).toBe(3);
});

it("does not hear a run any more once another one has begun", () => {
  const store = createAnalyticsStore();
  const first = store.begin();
  const second = store.begin();
  expect([first.signal.aborted, second.signal.aborted]).toEqual([true, false]);
  first.progress(progress(5));
  first.end(evidence("late.csv"), "late");
  expect(store.state()).toMatchObject({ evidence: null, problem: null, run: { done: 0 } });
});

it("keeps the evidence before when a run ends without any, and says why", () => {
  const store = createAnalyticsStore();
  store.show(evidence("report.json"));
  store.begin().end(null, "The server cannot be reached.");
  expect(store.state()).toEqual({
    evidence: evidence("report.json"),
    run: null,
    problem: "The server cannot be reached.",
  });
});

it("ends a run when it is told to, or when a report is shown", () => {
  const store = createAnalyticsStore();
  const cancelled = store.begin();
  store.cancel();
  expect(cancelled.signal.aborted).toBe(true);
  const replaced = store.begin();
  store.show(evidence("report.json"));
  expect(replaced.signal.aborted).toBe(true);
  replaced.end(evidence("late.csv"), null);
  expect(store.state().evidence).toEqual(evidence("report.json"));
});
