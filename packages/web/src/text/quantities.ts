/** Milliseconds as people read them: three digits, never more exact than a browser's clock. `undefined` is not known. */
export function millisecondsText(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return "not told";
  if (milliseconds >= 10_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  if (milliseconds >= 100) return `${Math.round(milliseconds)} ms`;
  return `${milliseconds.toFixed(milliseconds >= 10 ? 1 : 2)} ms`;
}

/** Bytes: whole below 1 KiB, then one digit behind the point. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}

/** A whole number in groups of three. */
export const countText = (count: number): string => count.toLocaleString("en-US");

/** A probability in percent with one digit. */
export const percentText = (probability: number): string => `${(100 * probability).toFixed(1)} %`;
