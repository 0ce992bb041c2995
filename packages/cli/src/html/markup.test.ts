import fc from "fast-check";
import { expect, it } from "vitest";
import { escapeHtml, html } from "./markup.ts";

it("escapes what it is given and keeps markup of its own", () => {
  const name = `<img src=x onerror="alert('1')">&\`\u001b\u202e`;
  const cell = html`<b>${name}</b>`;
  expect(cell.text).toBe("<b>&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;&#96;  </b>");
  expect(html`<p title="${name}">${[cell, null, 5, "<"]}</p>`.text).toBe(
    `<p title="${escapeHtml(name)}">${cell.text}5&lt;</p>`,
  );
});

it("leaves nothing of any text that could end an attribute or open a tag (E7)", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
      expect(escapeHtml(text)).not.toMatch(/[<>"'`\u0000-\u001f\u202a-\u202e]/u);
      expect(escapeHtml(text).replace(/&(?:amp|lt|gt|quot|#39|#96);/g, "")).not.toContain("&");
    }),
  );
});
