import type { Latency } from "../evaluate/ask-encrypted.ts";
import { type BarLine, barList } from "./bars.ts";
import type { Markup } from "./markup.ts";

/** The parts of one answer, each from where the part before ended. Where the server does not tell its time, it is part of the way. */
export function latencyBars({ milliseconds }: Latency): Markup {
  const { keygen, encrypt, server, roundTrip, decrypt } = milliseconds;
  const waited = roundTrip ?? 0;
  const parts: readonly (readonly [name: string, milliseconds: number])[] = [
    ["make a key", keygen ?? 0],
    ["encrypt", encrypt ?? 0],
    [server === null ? "send, compute, receive" : "send and receive", Math.max(0, waited - (server ?? 0))],
    ...(server === null ? [] : [["compute, on the server", server] as const]),
    ["decrypt", decrypt ?? 0],
  ];
  const total = parts.reduce((sum, [, time]) => sum + time, 0);
  const percent = (time: number): number => (total === 0 ? 0 : (100 * time) / total);
  let begun = 0;
  return barList(
    parts.map(([label, time]): BarLine => {
      const from = percent(begun);
      begun += time;
      const value = `${time.toFixed(2)} ms`;
      return { label, bars: [{ from, to: percent(begun), meaning: "used" }], value, spoken: `${label}: ${value}` };
    }),
  );
}
