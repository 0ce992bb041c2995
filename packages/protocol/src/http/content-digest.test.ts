import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { contentDigest, matchesContentDigest } from "./content-digest.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("the digests of RFC 9530, appendix B", () => {
  expect(contentDigest(bytes('{"hello": "world"}\n'))).toBe("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:");
  expect(contentDigest(bytes(""))).toBe("sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:");
});

test("any body has the digest that Node computes, and no other body has it", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (body, other) => {
      const expected = `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
      expect(contentDigest(body)).toBe(expected);
      expect(matchesContentDigest(expected, body)).toBe(true);
      fc.pre(Buffer.compare(body, other) !== 0);
      expect(matchesContentDigest(expected, other)).toBe(false);
    }),
  );
});

test.each([
  [null, true],
  [undefined, true],
  ["sha-512=:YWJj:", true],
  ["sha-512=:YWJj:, sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:", true],
  ["sha-256=:YWJj:, sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:", true],
  ["sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:, sha-256=:YWJj:", false],
  ["sha-256=:YWJj:", false],
  ["sha-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", false],
  ["sha-256", false],
  ["", false],
])("an empty body and %j: %j", (header, matches) => {
  expect(matchesContentDigest(header, new Uint8Array())).toBe(matches);
});
