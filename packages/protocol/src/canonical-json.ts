/** JSON data: what `canonicalJson` writes. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The one text of a value: keys sorted by UTF-16 units, no white space, numbers and strings as ECMAScript writes them
 * (RFC 8785). The caller has typed the value; a number that is not finite is a mistake of ours.
 * @example canonicalJson({ b: 1, a: [true] }) // {"a":[true],"b":1}
 */
export function canonicalJson(value: Json): string {
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError("a number in JSON is finite");
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const fields = value as { readonly [key: string]: Json };
  const entries = Object.keys(fields)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(fields[key]!)}`);
  return `{${entries.join(",")}}`;
}
