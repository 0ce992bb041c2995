import type { Feature, Value } from "@velum/tabular";

/** A decimal number. `Number` alone would take `0x1F`, spaces and `Infinity`. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

/**
 * A value from its text, as a form holds it: a number, the code of a category (its label will do), or `null` for
 * nothing. A text that is none of them stays a text, and the contract's check of the row says what is wrong.
 */
export function valueFromText(feature: Feature, text: string): Value {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  const number = DECIMAL.test(trimmed) ? Number(trimmed) : undefined;
  if (feature.kind === "numeric") return number ?? trimmed;
  const found = feature.categories.find(({ code }) => (typeof code === "number" ? code === number : code === trimmed));
  const named = feature.categories.find(({ label }) => label === trimmed);
  return (found ?? named)?.code ?? number ?? trimmed;
}
