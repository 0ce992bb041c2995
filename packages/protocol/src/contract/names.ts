import { VelumError } from "../errors.ts";

/** Names of models, as they stand in paths: letters, digits, dots, hyphens, underscores, the first a letter or digit. */
export const MODEL_NAME: RegExp = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** Versions of models: the same, shorter. */
export const MODEL_VERSION: RegExp = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
/** Names of outputs, as they are shown and used for keys and columns. */
export const OUTPUT_NAME: RegExp = /^[A-Za-z][A-Za-z0-9_ .-]{0,63}$/;

/** Keys that an object has without being asked. */
const INHERITED: ReadonlySet<string> = new Set(["constructor", "prototype"]);

/** A text by a pattern. @throws VelumError CONTRACT_NAME */
export function checkName(value: unknown, path: string, pattern: RegExp): string {
  if (typeof value === "string" && pattern.test(value) && !INHERITED.has(value)) return value;
  throw new VelumError("CONTRACT_NAME", {
    argument: path,
    expected: "a short name of letters, digits, dots, hyphens and underscores",
    got: typeof value === "string" ? "another text" : `a value of type ${typeof value}`,
  });
}
