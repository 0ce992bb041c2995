import fc from "fast-check";
import { expect, it } from "vitest";
import { safeJson } from "./safe-json.ts";

it("means what JSON means, without a character that a terminal obeys (C7)", () => {
  const text = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(fc.dictionary(text, fc.array(text)), (value) => {
      const json = safeJson({ ...value, "\u009b31m": ["\u001b[2J", "\u202e\u{e0001}"] });
      expect(JSON.parse(json)).toEqual({ ...value, "\u009b31m": ["\u001b[2J", "\u202e\u{e0001}"] });
      expect(json.replaceAll("\n", "")).not.toMatch(/\p{C}/u);
    }),
  );
});
