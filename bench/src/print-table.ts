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
      `N=${String(one.ringDegree).padEnd(6)}${one.case.padEnd(46)}${us(one.min)} (median ${us(one.median)})  ${error}${ratio}${details(one)}`,
    );
  }
}

/** Target, bytes and memory, where a case has them. */
function details({ target, bytes, peakMebibytes }: BenchResult): string {
  return [
    ...(target === undefined ? [] : [`target ${target}`]),
    ...(bytes === undefined ? [] : [`${bytes.request} bytes up, ${bytes.response} down`]),
    ...(bytes?.keySet === undefined ? [] : [`${bytes.keySet} bytes of keys`]),
    ...(peakMebibytes === undefined ? [] : [`${Math.round(peakMebibytes)} MiB`]),
  ]
    .map((detail) => `  ${detail}`)
    .join("");
}

/** A row of many takes less than a tenth of a microsecond. */
const us = (microseconds: number): string => `${microseconds.toFixed(microseconds < 10 ? 3 : 1).padStart(9)} us`;
