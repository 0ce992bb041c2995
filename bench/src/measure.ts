import { Bench } from "tinybench";
import type { BenchCase, BenchResult } from "./result.ts";

/** What is the same for the cases of one engine and parameter set. */
export type CaseContext = Pick<BenchResult, "engine" | "ringDegree" | "parameters">;

/** Checks each case, then times it: at least 200 ms and 20 runs a case after a warm-up. */
export function measureAll(cases: readonly BenchCase[], context: CaseContext): readonly BenchResult[] {
  return cases.map((one) => {
    const error = one.check();
    const bench = new Bench({ time: 200, iterations: 20, warmupTime: 50, warmupIterations: 5, throws: true });
    bench.add(one.name, () => {
      one.run();
    });
    const [task] = bench.runSync();
    const result = task?.result;
    if (result === undefined || !("latency" in result)) throw new Error(`case ${one.name} was not timed`);
    const microseconds = (ms: number): number => Math.round((ms * 1e5) / (one.divisor ?? 1)) / 100;
    return {
      case: one.name,
      ...context,
      unit: "us",
      min: microseconds(result.latency.min),
      median: microseconds(result.latency.p50),
      error,
      checked: one.checked,
    };
  });
}
