import { describeKind, TabularError, type TabularErrorCode } from "./tabular-error.ts";

/*
 * Readers for data that a stranger wrote (finding C4). They accept plain values alone, refuse every field that is not
 * named, test a length before they walk, and hand back fresh frozen values, so nothing of the stranger's object stays.
 * An object becomes a Map: a field called `__proto__` is then a key like any other, and refused as unknown.
 */

/** Longest text of any label, unit, description or category. */
export const MAX_TEXT_LENGTH = 200;

/** Names of features and outputs: they are shown, logged and used as keys. */
const NAME_PATTERN = /^[A-Za-z][A-Za-z0-9_ .-]{0,63}$/;
const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Control characters, lone surrogates, line separators, and marks that reorder the text around them. */
const HOSTILE_CHARACTERS = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Where a value stands, and the code to refuse it with. */
export interface Place {
  readonly code: TabularErrorCode;
  readonly path: string;
}

/** The place of a field or of an element. */
export function at(place: Place, key: string | number): Place {
  return { code: place.code, path: typeof key === "number" ? `${place.path}[${key}]` : `${place.path}.${key}` };
}

/** Throws the error of `place`. `got` is described by kind, unless the caller words it. */
export function refuse(place: Place, expected: string, got: string): never {
  throw new TabularError(place.code, place.path, expected, got);
}

/** True for a name that may be shown, logged and used as a key. */
export function isName(text: string): boolean {
  return NAME_PATTERN.test(text) && !FORBIDDEN_NAMES.has(text);
}

/** The fields of a plain object. All of `required` must be there, and nothing beyond `required` and `optional`. */
export function readRecord(
  value: unknown,
  place: Place,
  required: readonly string[],
  optional: readonly string[] = [],
): ReadonlyMap<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    refuse(place, "an object", describeKind(value));
  }
  const fields = new Map<string, unknown>(Object.entries(value));
  for (const name of fields.keys()) {
    if (!required.includes(name) && !optional.includes(name)) {
      refuse(place, `no fields but ${[...required, ...optional].join(", ")}`, "another field");
    }
  }
  for (const name of required) {
    if (fields.get(name) === undefined) refuse(at(place, name), "a value", "nothing");
  }
  return fields;
}

/** The elements of an array of 1 to `maximum` elements. */
export function readList(value: unknown, place: Place, maximum: number): readonly unknown[] {
  if (!Array.isArray(value)) refuse(place, "an array", describeKind(value));
  if (value.length < 1 || value.length > maximum) refuse(place, `1 to ${maximum} elements`, `${value.length}`);
  return Array.from<unknown>(value);
}

/** A text of at most {@link MAX_TEXT_LENGTH} characters that cannot disturb a terminal or the text around it. */
export function readText(value: unknown, place: Place, minimum = 1): string {
  if (typeof value !== "string") refuse(place, "text", describeKind(value));
  if (value.length < minimum || value.length > MAX_TEXT_LENGTH) {
    refuse(place, `${minimum} to ${MAX_TEXT_LENGTH} characters`, `${value.length}`);
  }
  if (HOSTILE_CHARACTERS.test(value)) refuse(place, "text without control characters", "a control character");
  return value;
}

/** A name by {@link isName}. */
export function readName(value: unknown, place: Place): string {
  if (typeof value !== "string") refuse(place, "a name", describeKind(value));
  if (!isName(value)) {
    refuse(place, "a name: a letter, then at most 63 letters, digits, spaces, '_', '.' or '-'", "another text");
  }
  return value;
}

/** A finite number. */
export function readNumber(value: unknown, place: Place): number {
  if (typeof value !== "number" || !Number.isFinite(value)) refuse(place, "a finite number", describeKind(value));
  return value;
}

/** True or false. */
export function readBoolean(value: unknown, place: Place): boolean {
  if (typeof value !== "boolean") refuse(place, "true or false", describeKind(value));
  return value;
}

/** One of a few words. */
export function readChoice<T extends string>(value: unknown, place: Place, choices: readonly T[]): T {
  const choice = choices.find((word) => word === value);
  if (choice === undefined) refuse(place, `one of ${choices.join(", ")}`, describeKind(value));
  return choice;
}

/** Refuses a second element with the same key. */
export function refuseRepeats(keys: readonly (string | number)[], place: Place): void {
  const seen = new Set<string | number>();
  keys.forEach((key, index) => {
    if (seen.has(key)) refuse(at(place, index), "no repetition", "the same again");
    seen.add(key);
  });
}
