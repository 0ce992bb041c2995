import { createHash } from "node:crypto";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { KernelMemory } from "../../reference/kernel-memory.ts";

const memory = await KernelMemory.create();
beforeEach(() => memory.reset());

// FIPS 180-4, section 5.3.3.
const initial = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

/** Padding of FIPS 180-4, section 5.1.1. */
function pad(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array((Math.floor((message.length + 8) / 64) + 1) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(8 * message.length));
  return padded;
}

/** Compresses in two calls, `split` blocks first: the state must carry over. */
function sha256(message: Uint8Array, split: number): string {
  const padded = pad(message);
  const blocks = padded.length / 64;
  const state = memory.putWords(initial);
  const data = memory.putBytes(padded);
  const first = Math.min(split, blocks);
  memory.kernels.sha256Blocks(state, data, first);
  memory.kernels.sha256Blocks(state, data + 64 * first, blocks - first);
  return Array.from(memory.words(state, 8), (x) => x.toString(16).padStart(8, "0")).join("");
}

test.each([
  ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
  ["a".repeat(1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
])("NIST example, message %#", (message, digest) => {
  expect(sha256(new TextEncoder().encode(message), 0)).toBe(digest);
});

test("any message, against OpenSSL", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat({ max: 9 }), (message, split) => {
      memory.reset();
      expect(sha256(message, split)).toBe(createHash("sha256").update(message).digest("hex"));
      expect(memory.intact).toBe(true);
    }),
  );
});
