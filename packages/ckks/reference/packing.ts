/** Values of `bits` bits, least significant bit first, one bit at a time. */
export function pack(values: ArrayLike<number>, bits: number): Uint8Array {
  const bytes = new Uint8Array((values.length * bits) / 8);
  for (let i = 0; i < values.length * bits; i++) {
    const bit = (values[Math.floor(i / bits)]! >>> (i % bits)) & 1;
    bytes[i >> 3] = bytes[i >> 3]! | (bit << (i & 7));
  }
  return bytes;
}
