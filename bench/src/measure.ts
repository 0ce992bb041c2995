import { Bench, type Task } from "tinybench";
import type { BenchCase, BenchResult } from "./result.ts";

/** What is the same for the cases of one engine and parameter set. */
export type CaseContext = Pick<BenchResult, "engine" | "ringDegree" | "parameters">;

/** The warm-up is long enough for the optimising compilers of JavaScript and WebAssembly to have finished. */
const LIMITS = { time: 400, iterations: 20, warmupTime: 400, warmupIterations: 5, throws: true };

/** Minimum and median of a case. */
export type Timing = Pick<BenchResult, "min" | "median">;

/** Checks each case, then times it: at least 400 ms and 20 runs a case after a warm-up. */
export function measureAll(cases: readonly BenchCase[], context: CaseContext): readonly BenchResult[] {
  return cases.map((one) => {
    const error = one.check();
    const bench = new Bench(LIMITS).add(one.name, () => {
      one.run();
    });
    const [task] = bench.runSync();
    return { case: one.name, ...context, unit: "us", ...timingOf(task, one.divisor), error, checked: one.checked };
  });
}

/** Times an asynchronous operation whose answer was checked before. */
export async function measureAsync(name: string, run: () => Promise<unknown>): Promise<Timing> {
  const bench = new Bench({ ...LIMITS, time: 2000, iterations: 200 }).add(name, async () => {
    await run();
  });
  const [task] = await bench.run();
  return timingOf(task, 1);
}

function timingOf(task: Task | undefined, divisor = 1): Timing {
  const result = task?.result;
  if (result === undefined || !("latency" in result)) throw new Error("the case was not timed");
  // A hundredth of a nanosecond: rows of many are that fast.
  const microseconds = (ms: number): number => Math.round((ms * 1e8) / divisor) / 1e5;
  return { min: microseconds(result.latency.min), median: microseconds(result.latency.p50) };
}
