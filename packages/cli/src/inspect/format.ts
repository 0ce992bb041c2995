import { grouped } from "../terminal/numbers.ts";

/** Three digits of a number: 0.004, 12.3, 1,230, 1.2e-7. */
export function decimal(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return "0";
  if (size < 1e-3 || size >= 1e6) return value.toExponential(1);
  const rounded = Number(value.toPrecision(3));
  return size >= 1000 ? grouped(rounded) : String(rounded);
}

/** Bytes for people: 512 bytes, 21.4 KiB, 1.2 MiB. */
export function byteSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 2 ** 20 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

/** A time: 0.31 µs, 250 µs, 1.8 ms. */
export function duration(microseconds: number): string {
  return microseconds < 1000 ? `${decimal(microseconds)} µs` : `${decimal(microseconds / 1000)} ms`;
}

/** Both ends of an interval. */
export const interval = ([low, high]: readonly [number, number]): string => `${decimal(low)} to ${decimal(high)}`;

/** A number of things: 1 row, 2 rows. */
export const counted = (count: number, thing: string): string => `${grouped(count)} ${thing}${count === 1 ? "" : "s"}`;
