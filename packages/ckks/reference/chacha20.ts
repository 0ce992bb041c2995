/** RFC 8439, section 2.3, in the words of the RFC. */

const rotateLeft = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

function quarterRound(s: Int32Array, a: number, b: number, c: number, d: number): void {
  s[a] = s[a]! + s[b]!;
  s[d] = rotateLeft(s[d]! ^ s[a]!, 16);
  s[c] = s[c]! + s[d]!;
  s[b] = rotateLeft(s[b]! ^ s[c]!, 12);
  s[a] = s[a]! + s[b]!;
  s[d] = rotateLeft(s[d]! ^ s[a]!, 8);
  s[c] = s[c]! + s[d]!;
  s[b] = rotateLeft(s[b]! ^ s[c]!, 7);
}

export function chacha20Block(key: Uint8Array, counter: number, nonce: Uint8Array): Uint8Array {
  const words = (bytes: Uint8Array): number[] => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: bytes.length / 4 }, (_, i) => view.getInt32(4 * i, true));
  };
  const constants = words(new TextEncoder().encode("expand 32-byte k"));
  const initial = Int32Array.from([...constants, ...words(key), counter, ...words(nonce)]);
  const state = Int32Array.from(initial);
  for (let i = 0; i < 10; i++) {
    quarterRound(state, 0, 4, 8, 12);
    quarterRound(state, 1, 5, 9, 13);
    quarterRound(state, 2, 6, 10, 14);
    quarterRound(state, 3, 7, 11, 15);
    quarterRound(state, 0, 5, 10, 15);
    quarterRound(state, 1, 6, 11, 12);
    quarterRound(state, 2, 7, 8, 13);
    quarterRound(state, 3, 4, 9, 14);
  }
  const out = new DataView(new ArrayBuffer(64));
  state.forEach((word, i) => {
    out.setInt32(4 * i, word + initial[i]!, true);
  });
  return new Uint8Array(out.buffer);
}

/** The words of the stream with nonce zero from counter 0. */
export function* streamWords(key: Uint8Array): Generator<number, never> {
  for (let counter = 0; ; counter++) {
    const view = new DataView(chacha20Block(key, counter, new Uint8Array(12)).buffer);
    for (let i = 0; i < 16; i++) yield view.getUint32(4 * i, true);
  }
}
