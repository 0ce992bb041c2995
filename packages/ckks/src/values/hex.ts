/** Lower-case hexadecimal digits of bytes. */
export const toHex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

/** The bytes of lower-case hexadecimal digits; the caller has checked the form. */
export function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = 16 * digit(hex.charCodeAt(2 * i)) + digit(hex.charCodeAt(2 * i + 1));
  return bytes;
}

/** "0" to "9" are 0x30 to 0x39, "a" to "f" 0x61 to 0x66. */
const digit = (code: number): number => (code & 15) + 9 * (code >> 6);
