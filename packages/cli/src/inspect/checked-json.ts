/** A value of parsed JSON that is not what a reader expects. Caught where the reader begins. */
export class ShapeError extends Error {}

const refuse = (): never => {
  throw new ShapeError("another shape");
};

type Fields = Readonly<Record<string, unknown>>;

/** Any object: fields that are not asked for may be there. */
export const asObject = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : refuse();

/** @param most - of elements */
export const asList = (value: unknown, most: number): readonly unknown[] =>
  Array.isArray(value) && value.length <= most ? value : refuse();

export const asNumber = (value: unknown): number =>
  typeof value === "number" && Number.isFinite(value) ? value : refuse();

export const asText = (value: unknown): string =>
  typeof value === "string" && value.length <= 2000 ? value : refuse();

/** null, or what `read` makes of it. */
export const orNull = <T>(value: unknown, read: (value: unknown) => T): T | null =>
  value === null || value === undefined ? null : read(value);
