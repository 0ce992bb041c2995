import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { sha256, sha256Portable } from "./sha256.ts";
import { toHex } from "./values/hex.ts";

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

// FIPS 180-4 examples (NIST CSRC, SHA256.pdf) and the vectors of NIST's SHA256ShortMsg / FIPS 180-2 change notice.
const vectors: readonly (readonly [string, Uint8Array, string])[] = [
  ["empty", ascii(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["abc", ascii("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    "448 bits",
    ascii("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
  [
    "896 bits",
    ascii(
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
    ),
    "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
  ],
  ["0xbd", Uint8Array.of(0xbd), "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b"],
  ["a million a", new Uint8Array(1e6).fill(97), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
];

describe("sha256", () => {
  test.each(vectors)("gives the published digest of %s, with and without the runtime's own", (_, message, digest) => {
    expect(toHex(sha256(message))).toBe(digest);
    expect(toHex(sha256Portable(message))).toBe(digest);
  });

  test("both implementations agree with Node's on every length around a block, in any split", () => {
    const message = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(message, fc.nat(300), (bytes, cut) => {
        const expected = createHash("sha256").update(bytes).digest("hex");
        expect(toHex(sha256Portable(bytes))).toBe(expected);
        expect(toHex(sha256(bytes.subarray(0, cut), bytes.subarray(cut)))).toBe(expected);
      }),
    );
  });

  test("falls back where the runtime has no hash of its own", async () => {
    vi.stubGlobal("process", { ...process, getBuiltinModule: undefined });
    vi.resetModules();
    try {
      const fresh = await import("./sha256.ts");
      expect(toHex(fresh.sha256(ascii("a"), ascii("bc")))).toBe(vectors[1]![2]);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
