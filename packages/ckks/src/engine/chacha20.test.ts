import { createCipheriv } from "node:crypto";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { chacha20Block } from "../../reference/chacha20.ts";
import { KernelMemory } from "../../reference/kernel-memory.ts";
import { keys } from "../../reference/shapes.ts";

const memory = await KernelMemory.create();
beforeEach(() => memory.reset());

function keyStream(key: Uint8Array, nonce: Uint8Array, counter: number, blocks: number): Uint8Array {
  const out = memory.allocate(64 * blocks);
  memory.kernels.chacha20(out, memory.putBytes(key), memory.putBytes(nonce), counter, blocks);
  return memory.bytes(out, 64 * blocks).slice();
}

const hex = (text: string): Uint8Array => Uint8Array.from(text.match(/[0-9a-f]{2}/g)!, (x) => Number.parseInt(x, 16));
const zeroKey = new Uint8Array(32);
const zeroNonce = new Uint8Array(12);
const countingKey = Uint8Array.from({ length: 32 }, (_, i) => i);

const vectors: [string, Uint8Array, Uint8Array, number, string][] = [
  [
    "RFC 8439, 2.3.2",
    countingKey,
    hex("000000090000004a00000000"),
    1,
    "10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4ed2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e",
  ],
  [
    "RFC 8439, A.1 #1",
    zeroKey,
    zeroNonce,
    0,
    "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586",
  ],
  [
    "RFC 8439, A.1 #2",
    zeroKey,
    zeroNonce,
    1,
    "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f",
  ],
  [
    "RFC 8439, A.1 #3",
    zeroKey.with(31, 1),
    zeroNonce,
    1,
    "3aeb5224ecf849929b9d828db1ced4dd832025e8018b8160b82284f3c949aa5a8eca00bbb4a73bdad192b5c42f73f2fd4e273644c8b36125a64addeb006c13a0",
  ],
  [
    "RFC 8439, A.1 #4",
    zeroKey.with(1, 0xff),
    zeroNonce,
    2,
    "72d54dfbf12ec44b362692df94137f328fea8da73990265ec1bbbea1ae9af0ca13b25aa26cb4a648cb9b9d1be65b2c0924a66c54d545ec1b7374f4872e99f096",
  ],
  [
    "RFC 8439, A.1 #5",
    zeroKey,
    zeroNonce.with(11, 2),
    0,
    "c2c64d378cd536374ae204b9ef933fcd1a8b2288b3dfa49672ab765b54ee27c78a970e0e955c14f3a88e741b97c286f75f8fc299e8148362fa198a39531bed6d",
  ],
];

test.each(vectors)("%s", (_, key, nonce, counter, expected) => {
  expect(keyStream(key, nonce, counter, 1)).toEqual(hex(expected));
  expect(chacha20Block(key, counter, nonce)).toEqual(hex(expected));
});

test("RFC 8439, 2.4.2: the key stream is plaintext xor ciphertext", () => {
  const plaintext = new TextEncoder().encode(
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
  );
  const ciphertext = hex(
    "6e2e359a2568f98041ba0728dd0d6981e97e7aec1d4360c20a27afccfd9fae0bf91b65c5524733ab8f593dabcd62b3571639d624e65152ab8f530c359f0861d807ca0dbf500d6a6156a38e088a22b65e52bc514d16ccf806818ce91ab77937365af90bbf74a35be6b40b8eedf2785e42874d",
  );
  const stream = keyStream(countingKey, hex("000000000000004a00000000"), 1, 2);
  expect(plaintext.map((x, i) => x ^ stream[i]!)).toEqual(ciphertext);
});

test("any key, nonce, counter and number of blocks, against OpenSSL and the reference", () => {
  const counters = fc.oneof(fc.nat({ max: 2 ** 31 }), fc.constantFrom(0xfffffff0, 0x7fffffff));
  fc.assert(
    fc.property(
      keys,
      fc.uint8Array({ minLength: 12, maxLength: 12 }),
      counters,
      fc.integer({ min: 1, max: 16 }),
      (key, nonce, counter, blocks) => {
        memory.reset();
        const iv = new Uint8Array(16);
        new DataView(iv.buffer).setUint32(0, counter, true);
        iv.set(nonce, 4);
        const stream = keyStream(key, nonce, counter, blocks);
        const truth = createCipheriv("chacha20", key, iv).update(new Uint8Array(64 * blocks));
        expect(stream).toEqual(new Uint8Array(truth));
        const last = (counter + blocks - 1) >>> 0;
        expect(stream.slice(-64)).toEqual(chacha20Block(key, last, nonce));
        expect(memory.intact).toBe(true);
      },
    ),
  );
});

test("no key, and none of its stream, stays in the module's own memory (C8)", () => {
  const key = countingKey.map((x) => x ^ 0x5c);
  memory.kernels.sampleTernary(memory.allocate(4 * 8192), memory.putBytes(key), 8192);
  const own = Buffer.from(memory.bytes(0, memory.kernels.heapBase()));
  expect(own.includes(Buffer.from(key.slice(0, 4)))).toBe(false);
  const stream = keyStream(key, zeroNonce, 0, 512);
  for (const block of [0, 1, 2, 3, 255, 508, 511]) {
    expect(own.includes(Buffer.from(stream.slice(64 * block, 64 * block + 4)))).toBe(false);
  }
});
