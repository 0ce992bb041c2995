/** Three digits of a number: 0.004, 12.3, 1,230, 1.2e-7. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return "0";
  if (size < 1e-4 || size >= 1e6) return value.toExponential(1);
  const rounded = Number(value.toPrecision(3));
  return Math.abs(rounded) >= 1000 ? rounded.toLocaleString("en-US") : String(rounded);
}

/** A part of 1 in percent, without digits behind the point where there is nothing behind it. */
export const shareText = (part: number): string => `${Number((100 * part).toFixed(1))} %`;
