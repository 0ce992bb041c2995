import { toHex } from "../values/hex.ts";
import { concatBytes, utf8 } from "./byte-strings.ts";
import { FORMAT_VERSION, FRAME_MAGIC, FRAME_TYPES } from "./frame-header.ts";

/** Ternary lists shorter than half the smallest ring degree are not taken for a secret. */
const MIN_TERNARY = 1024;

const FRAME_START = concatBytes(
  Uint8Array.from(FRAME_MAGIC),
  Uint8Array.of(FORMAT_VERSION, 0, FRAME_TYPES["secret-key"], 0),
);

/** How a secret key frame begins as bytes, as hexadecimal digits and in base64. */
const STARTS: readonly Uint8Array[] = [
  FRAME_START,
  utf8(toHex(FRAME_START)),
  utf8(toHex(FRAME_START).toUpperCase()),
  // 64 bits: ten whole base64 digits, the same in the URL alphabet.
  utf8(btoa(String.fromCharCode(...FRAME_START)).slice(0, 10)),
];

/**
 * Whether bytes are, or contain, a secret key in a **known encoding**: a Velum secret key frame, plain, in hexadecimal or
 * base64, anywhere in the bytes; or nothing but a ternary list as bytes, as 32-bit words, or as JSON. A seed, a wrapped, shifted
 * or otherwise transformed key is not recognised and cannot be (E8): the typed frames that a server reads are the first
 * line, this is for telling the sender what went wrong.
 * @example if (looksLikeSecretKey(body)) refuse("SECRET_KEY_RECEIVED");
 */
export const looksLikeSecretKey = (bytes: Uint8Array): boolean =>
  STARTS.some((start) => contains(bytes, start)) ||
  isTernaryBytes(bytes) ||
  isTernaryWords(bytes) ||
  isTernaryText(bytes);

function contains(bytes: Uint8Array, needle: Uint8Array): boolean {
  for (let at = bytes.indexOf(needle[0]!); at !== -1; at = bytes.indexOf(needle[0]!, at + 1)) {
    if (needle.every((byte, i) => bytes[at + i] === byte)) return true;
  }
  return false;
}

/** Signed bytes -1, 0, 1, each of them there: zeros alone are no key. */
const isTernaryBytes = (bytes: Uint8Array): boolean =>
  bytes.length >= MIN_TERNARY &&
  bytes.every((byte) => byte <= 1 || byte === 255) &&
  [0, 1, 255].every((byte) => bytes.includes(byte));

/** Little-endian signed 32-bit words -1, 0, 1. */
function isTernaryWords(bytes: Uint8Array): boolean {
  if (bytes.length < 4 * MIN_TERNARY || bytes.length % 4 !== 0) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const seen = new Set<number>();
  for (let at = 0; at < bytes.length; at += 4) {
    const word = view.getInt32(at, true);
    if (word < -1 || word > 1) return false;
    seen.add(word);
  }
  return seen.size === 3;
}

/** A JSON array of -1, 0, 1: no other characters than these and separators. */
const isTernaryText = (bytes: Uint8Array): boolean =>
  bytes.length >= 2 * MIN_TERNARY &&
  bytes.every((byte) => TERNARY_CHARACTERS.includes(byte)) &&
  contains(bytes, utf8("-1"));

const TERNARY_CHARACTERS = utf8("[]01-, \n\r\t");
