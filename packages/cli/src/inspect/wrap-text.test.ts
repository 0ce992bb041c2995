import fc from "fast-check";
import { expect, it } from "vitest";
import { wrapText } from "./wrap-text.ts";

it("keeps every word in its order, and lines within the width but for longer words", () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,20}$/), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(words, fc.integer({ min: 5, max: 60 }), (list, width) => {
      const lines = wrapText(list.join(" "), width);
      expect(lines.join(" ")).toBe(list.join(" "));
      for (const line of lines) expect(line.length <= width || !line.includes(" ")).toBe(true);
      // No word would have fitted into the line before.
      for (const [i, line] of lines.slice(1).entries()) {
        expect(lines[i]!.length + 1 + line.split(" ")[0]!.length).toBeGreaterThan(width);
      }
    }),
  );
});
