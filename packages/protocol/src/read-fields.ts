import { type ProtocolErrorCode, VelumError } from "./errors.ts";

/**
 * Reads parsed JSON that anyone may have written (C4): closed records, capped lists, plain types. Records come back as
 * maps, so a field named `__proto__` is an unknown field and nothing else.
 */
export interface FieldReader {
  /** The fields of an object that has exactly these names. */
  record(value: unknown, path: string, names: readonly string[]): ReadonlyMap<string, unknown>;
  /** The elements of an array of 0 to `most`. */
  list(value: unknown, path: string, most: number): readonly unknown[];
  /** A finite number from `min` to `max`. */
  number(value: unknown, path: string, min: number, max: number): number;
  integer(value: unknown, path: string, min: number, max: number): number;
  /** A text of at most `most` UTF-16 units without control characters. */
  text(value: unknown, path: string, most: number): string;
  /** 64 lower-case hex digits. */
  hex(value: unknown, path: string): string;
  choice<T extends string>(value: unknown, path: string, choices: readonly T[]): T;
  /** The field `kind` of an object, read before its other fields are known. */
  kind<T extends string>(value: unknown, path: string, kinds: readonly T[]): T;
}

/** @param code - for wrong shapes and values @param tooMany - for lists that are too long */
export function createFieldReader(code: ProtocolErrorCode, tooMany: ProtocolErrorCode): FieldReader {
  const refuse = (path: string, expected: string, got: string): VelumError =>
    new VelumError(code, { argument: path, expected, got });

  function record(value: unknown, path: string, names: readonly string[]): ReadonlyMap<string, unknown> {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw refuse(path, "an object", describe(value));
    const fields = new Map<string, unknown>(Object.entries(value));
    for (const name of names) if (!fields.has(name)) throw refuse(`${path}.${name}`, "a value", "nothing");
    if (fields.size !== names.length) throw refuse(path, `no fields but ${names.join(", ")}`, "another field");
    return fields;
  }

  function list(value: unknown, path: string, most: number): readonly unknown[] {
    if (!Array.isArray(value)) throw refuse(path, "an array", describe(value));
    if (value.length > most) {
      throw new VelumError(tooMany, { argument: path, expected: `at most ${most} entries`, got: String(value.length) });
    }
    return value;
  }

  function number(value: unknown, path: string, min: number, max: number): number {
    if (typeof value !== "number" || !(value >= min && value <= max)) {
      throw refuse(
        path,
        `a number from ${min} to ${max}`,
        typeof value === "number" ? "a number out of range" : describe(value),
      );
    }
    return value;
  }

  function integer(value: unknown, path: string, min: number, max: number): number {
    if (!Number.isInteger(number(value, path, min, max))) throw refuse(path, "an integer", "a fraction");
    return value as number;
  }

  function text(value: unknown, path: string, most: number): string {
    if (typeof value !== "string") throw refuse(path, "a text", describe(value));
    if (value.length > most) throw refuse(path, `at most ${most} characters`, String(value.length));
    if (/\p{C}/u.test(value)) throw refuse(path, "no control characters", "one");
    return value;
  }

  function hex(value: unknown, path: string): string {
    if (typeof value !== "string" || !/^[0-9a-f]{64}$/.test(value))
      throw refuse(path, "64 hex digits", describe(value));
    return value;
  }

  function choice<T extends string>(value: unknown, path: string, choices: readonly T[]): T {
    const chosen = choices.find((candidate) => candidate === value);
    if (chosen === undefined) throw refuse(path, `one of ${choices.join(", ")}`, describe(value));
    return chosen;
  }

  function kind<T extends string>(value: unknown, path: string, kinds: readonly T[]): T {
    const named = typeof value === "object" && value !== null && Object.hasOwn(value, "kind");
    if (!named) throw refuse(path, "an object with a kind", describe(value));
    return choice((value as { kind: unknown }).kind, `${path}.kind`, kinds);
  }

  return Object.freeze({ record, list, number, integer, text, hex, choice, kind });
}

/** What a value is, in a word; never the value. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "string") return "another text";
  return value === undefined ? "nothing" : `${/^[aeiou]/.test(typeof value) ? "an" : "a"} ${typeof value}`;
}
