import type { BenchResult } from "./result.ts";

/** Results for people: a row a case, engines side by side where there are two. */
export function printTable(results: readonly BenchResult[]): void {
  const ours = results.filter((result) => result.engine === "velum");
  for (const one of ours) {
    const peer = results.find(
      (other) => other.engine !== "velum" && other.case === one.case && other.ringDegree === one.ringDegree,
    );
    const ratio =
      peer === undefined ? "" : `   ${peer.engine} ${us(peer.min)}   ratio ${(one.min / peer.min).toFixed(3)}`;
    const error = one.error === 0 ? "exact" : `error ${one.error.toExponential(1)}`;
    console.log(
      `N=${String(one.ringDegree).padEnd(6)}${one.case.padEnd(30)}${us(one.min)} (median ${us(one.median)})  ${error}${ratio}`,
    );
  }
}

const us = (microseconds: number): string => `${microseconds.toFixed(1).padStart(9)} us`;
