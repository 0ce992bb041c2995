import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quoteName } from "./quote-name.ts";

describe("quoteName", () => {
  it("leaves ordinary names as they are", () => {
    expect(quoteName("/3/Gelu_output_0 é")).toBe('"/3/Gelu_output_0 é"');
  });

  it("escapes what would command a terminal, turn the reading direction, or end the quotes", () => {
    expect(quoteName('a\u001b[2J\u202e"\\\n')).toBe('"a\\u{1b}[2J\\u{202e}\\"\\\\\\u{a}"');
  });

  it("is short and printable for any name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (name) => {
        const quoted = quoteName(name);
        expect(quoted).toMatch(/^"[^\p{C}\p{Zl}\p{Zp}]*"$/u);
        expect(quoted.length).toBeLessThan(800);
      }),
    );
  });
});
