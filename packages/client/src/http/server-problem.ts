import type { ServerProblem } from "../errors.ts";

/** Most bytes of an error's body that are looked at. */
export const MAX_PROBLEM_BYTES: number = 16 * 1024;
/** Most characters of a server's text that are passed on. */
const MAX_DETAIL = 300;

/**
 * What a server's error says: problem details (RFC 9457) or anything else, taken as a stranger's text (C7). A code that
 * is not of the form of ours is dropped; from the detail, control and formatting characters are (no terminal escapes, no
 * reversed text), and what is longer is cut.
 */
export function readProblem(status: number, body: Uint8Array): ServerProblem {
  const fields = parse(body);
  const code = fields.get("code");
  const detail = fields.get("detail");
  return Object.freeze({
    status,
    code: typeof code === "string" && /^[A-Z][A-Z0-9_]{0,63}$/.test(code) ? code : undefined,
    detail: typeof detail === "string" ? plainText(detail) : "",
  });
}

/** One line without control or formatting characters, at most 300 characters. */
export const plainText = (text: string): string =>
  Array.from(text.slice(0, 2 * MAX_DETAIL).replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " "))
    .slice(0, MAX_DETAIL)
    .join("")
    .trim();

function parse(body: Uint8Array): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    if (typeof value === "object" && value !== null) return new Map(Object.entries(value));
  } catch {
    // Whatever it is, it is not problem details: the status has to do.
  }
  return new Map();
}
