import type { AnswerDetails } from "@velum/client";
import { LATENCY_PARTS, type LatencyFigures, type LatencyPart, type LatencySamples } from "./evidence.ts";
import { quantile } from "./quantiles.ts";

/** What one request took. */
export type RequestCost = Pick<AnswerDetails, "milliseconds" | "bytes">;

/**
 * The distribution of latency by part. The first request is left out where there are more: it opens connections and warms up.
 * The network is the round trip without what the server says that it computed.
 */
export function latencyFigures(requests: readonly RequestCost[]): LatencyFigures | null {
  const counted = requests.length > 1 ? requests.slice(1) : requests;
  if (counted.length === 0) return null;
  const split = counted.map(({ milliseconds }) => splitParts(milliseconds));
  const parts = LATENCY_PARTS.flatMap((part) => {
    const samples = split.map((one) => one[part]).filter((value) => value !== undefined);
    return samples.length === 0 ? [] : [summarize(part, samples)];
  });
  const totals = counted.map(
    ({ milliseconds: { keygen, encrypt, roundTrip, decrypt } }) => keygen + encrypt + roundTrip + decrypt,
  );
  return Object.freeze({
    requests: counted.length,
    parts: Object.freeze(parts),
    total: summarize("total", totals),
    bytes: counted[0]!.bytes,
  });
}

function splitParts({
  keygen,
  encrypt,
  roundTrip,
  server,
  decrypt,
}: RequestCost["milliseconds"]): Readonly<Record<LatencyPart, number | undefined>> {
  return { keygen, encrypt, network: Math.max(0, roundTrip - (server ?? 0)), server, decrypt };
}

function summarize(part: LatencyPart | "total", samples: readonly number[]): LatencySamples {
  const sorted = Float64Array.from(samples).sort();
  const at = (share: number): number => quantile(sorted, share);
  return Object.freeze({ part, samples: Object.freeze([...samples]), median: at(0.5), p90: at(0.9), p99: at(0.99) });
}
