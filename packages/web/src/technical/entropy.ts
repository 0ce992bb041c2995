/**
 * Shannon entropy of the distribution of byte values, in bits a byte: 8 if all values are equally frequent. Of few bytes it falls
 * short of 8 even where they are random, so it means something only beside random bytes of the same number.
 */
export function byteEntropy(bytes: Uint8Array): number {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte]!++;
  return counts.reduce((sum, count) => {
    const share = count / bytes.length;
    return count === 0 ? sum : sum - share * Math.log2(share);
  }, 0);
}

/** WebCrypto gives so many at once. */
const MOST_AT_ONCE = 65_536;

/** So many bytes of the browser's random source. */
export function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += MOST_AT_ONCE) crypto.getRandomValues(bytes.subarray(at, at + MOST_AT_ONCE));
  return bytes;
}
