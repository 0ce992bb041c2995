import { FileError } from "../csv/file-error.ts";

/** Longest list of a report: a point for each row of the largest test file. */
const MOST_ELEMENTS = 100_001;

/** A value inside a JSON document from outside, with its place for messages. */
export interface JsonReader {
  field(name: string): JsonReader;
  isNull(): boolean;
  number(): number;
  /** A number from `low` to `high`. */
  numberIn(low: number, high: number): number;
  count(): number;
  text(): string;
  choice<T extends string>(choices: readonly T[]): T;
  list<T>(read: (element: JsonReader) => T): readonly T[];
  /** null stays null. */
  optional<T>(read: (value: JsonReader) => T): T | null;
}

/** @throws {FileError} from each method: the file, the path of the field, what was expected. Never a value. */
export function readJson(value: unknown, file: string, path = ""): JsonReader {
  const refuse = (expected: string): never => {
    throw new FileError(path === "" ? file : `${file}, ${path}`, expected, kindOf(value));
  };
  const number = (): number => (typeof value === "number" && Number.isFinite(value) ? value : refuse("a number"));
  const reader: JsonReader = {
    field(name) {
      if (typeof value !== "object" || value === null || Array.isArray(value)) refuse("an object");
      const has = Object.hasOwn(value as object, name);
      return readJson(
        has ? (value as Record<string, unknown>)[name] : undefined,
        file,
        path === "" ? name : `${path}.${name}`,
      );
    },
    isNull: () => value === null || value === undefined,
    number,
    numberIn(low, high) {
      const found = number();
      return found >= low && found <= high ? found : refuse(`a number from ${low} to ${high}`);
    },
    count: () =>
      typeof value === "number" && Number.isSafeInteger(value) && value >= 0
        ? value
        : refuse("a whole number, 0 or more"),
    text: () => (typeof value === "string" && value.length <= 300 ? value : refuse("a text of at most 300 characters")),
    choice: (choices) => choices.find((choice) => choice === value) ?? refuse(`one of ${choices.join(", ")}`),
    list(read) {
      if (!Array.isArray(value)) return refuse("a list");
      if (value.length > MOST_ELEMENTS) return refuse(`at most ${MOST_ELEMENTS} elements`);
      return value.map((element, i) => read(readJson(element, file, `${path}[${i}]`)));
    },
    optional: (read) => (reader.isNull() ? null : read(reader)),
  };
  return reader;
}

function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `another ${typeof value}`;
}
