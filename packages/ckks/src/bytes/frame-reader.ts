import { CkksError } from "../errors.ts";
import type { Parameters } from "../parameters/create-parameters.ts";
import { sha256, sha256Sealed } from "../sha256.ts";
import { type Level, toLevel } from "../values/level.ts";
import { type Scale, sameScale, toScale } from "../values/scale.ts";
import { equalBytes } from "./byte-strings.ts";
import {
  DIGEST_BYTES,
  digestBytes,
  FORMAT_VERSION,
  FRAME_MAGIC,
  FRAME_TYPES,
  type FrameType,
  refuseInsecure,
} from "./frame-header.ts";

/** What is expected of a number that a frame states; undefined where any legal one is welcome. */
export type Expected<T> = T | undefined;

/**
 * Reads one frame front to back in the order that bytes from outside are trusted: magic, version, type and size limit on
 * opening; parameters and typed fields against what the caller expects; then `checkBody`, which knows the exact length by
 * now and compares it and the digest. Only after that is a payload looked at or memory taken for it.
 * @example const frame = new FrameReader(bytes, "public-key", 65536); frame.checkParameters(context.parameters);
 */
export class FrameReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #maxBytes: number;
  readonly #digest: Uint8Array;
  #at = 0;

  /** @throws CkksError ARGUMENT_INVALID, FRAME_TOO_LARGE, FRAME_TRUNCATED, FRAME_MAGIC, FRAME_VERSION, FRAME_TYPE */
  constructor(bytes: Uint8Array, type: FrameType, maxBytes: number = Number.POSITIVE_INFINITY) {
    if (!(bytes instanceof Uint8Array)) {
      throw new CkksError("ARGUMENT_INVALID", `"bytes" expected a Uint8Array, got ${typeof bytes}`);
    }
    // A plain view: the `slice` of Node's Buffer does not copy.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#maxBytes = maxBytes;
    this.#checkLimit(bytes.length);
    this.#checkMagic();
    this.#checkVersion();
    this.#checkType(type);
    this.#digest = this.view(32);
  }

  /** Compares the digest in the header. @throws CkksError PARAMETERS_MISMATCH, PARAMETERS_INSECURE */
  checkParameters(expected: Parameters): void {
    if (!equalBytes(this.#digest, digestBytes(expected))) {
      throw new CkksError(
        "PARAMETERS_MISMATCH",
        `"bytes" expected parameters ${expected.digest.slice(0, 12)}, got another digest`,
      );
    }
    refuseInsecure(expected);
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  f64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** The next bytes, where they lie. */
  view(count: number): Uint8Array {
    const at = this.#take(count);
    return this.#bytes.subarray(at, at + count);
  }

  /** Shows the next bytes without moving on. */
  peek(count: number, look: (bytes: Uint8Array) => void): void {
    const at = this.#at;
    look(this.view(count));
    this.#at = at;
  }

  /** A copy of the next bytes. */
  copy(count: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.view(count));
  }

  /** Reserved bytes. @throws CkksError FRAME_FIELD unless all are zero */
  zeros(count: number): void {
    if (this.view(count).some((byte) => byte !== 0)) throw fieldError("reserved", "zero bytes", "others");
  }

  /** @throws CkksError LEVEL_INVALID above `max`, LEVEL_MISMATCH where another is expected */
  level(max: number, expected: Expected<number>): Level {
    const level = toLevel(this.u8(), max);
    if (expected !== undefined && level !== expected) {
      throw new CkksError("LEVEL_MISMATCH", `"level" of the frame expected ${expected}, got ${level}`);
    }
    return level;
  }

  /** @throws CkksError FRAME_FIELD for neither 2 nor 3, PARTS_MISMATCH where the other is expected */
  parts(expected: Expected<2 | 3>): 2 | 3 {
    const parts = this.u8();
    if (parts !== 2 && parts !== 3) throw fieldError("parts", "2 or 3", String(parts));
    if (expected !== undefined && parts !== expected) {
      throw new CkksError("PARTS_MISMATCH", `"parts" of the frame expected ${expected}, got ${parts}`);
    }
    return parts;
  }

  /** @throws CkksError SCALE_INVALID, SCALE_MISMATCH where another is expected */
  scale(expected: Expected<number>): Scale {
    const scale = toScale(this.f64());
    if (expected !== undefined && !sameScale(scale, expected)) {
      throw new CkksError(
        "SCALE_MISMATCH",
        `"scale" of the frame expected 2^${Math.log2(expected)}, got 2^${Math.log2(scale)}`,
      );
    }
    return scale;
  }

  /**
   * Ends the fields: `payloadBytes` bytes and the digest must follow, and nothing else.
   * @throws CkksError FRAME_TOO_LARGE, FRAME_TRUNCATED, FRAME_TRAILING_BYTES, FRAME_DIGEST
   */
  checkBody(payloadBytes: number): void {
    const end = this.#checkLength(payloadBytes);
    this.#checkDigest(sha256(this.#bytes.subarray(0, end)));
  }

  /** As `checkBody`; returns the SHA-256 of the whole frame. */
  checkBodyAndDigest(payloadBytes: number): Uint8Array<ArrayBuffer> {
    const end = this.#checkLength(payloadBytes);
    const { seal, whole } = sha256Sealed(this.#bytes.subarray(0, end));
    this.#checkDigest(seal);
    return whole;
  }

  /** @returns where the payload ends */
  #checkLength(payloadBytes: number): number {
    const end = this.#at + payloadBytes;
    const total = end + DIGEST_BYTES;
    this.#checkLimit(total);
    if (this.#bytes.length < total) throw truncated(total, this.#bytes.length);
    if (this.#bytes.length > total) {
      throw new CkksError("FRAME_TRAILING_BYTES", `"bytes" expected ${total} bytes, got ${this.#bytes.length}`);
    }
    return end;
  }

  #checkDigest(digest: Uint8Array): void {
    if (!equalBytes(digest, this.#bytes.subarray(-DIGEST_BYTES))) {
      throw new CkksError("FRAME_DIGEST", '"bytes" expected to match the checksum at their end, got others');
    }
  }

  #checkLimit(size: number): void {
    if (size > this.#maxBytes) {
      throw new CkksError("FRAME_TOO_LARGE", `"bytes" expected at most ${this.#maxBytes} bytes, got ${size}`);
    }
  }

  #checkMagic(): void {
    // The bytes that are there first: a short text is not a truncated frame.
    const start = this.#bytes.subarray(0, FRAME_MAGIC.length);
    if (start.some((byte, i) => byte !== FRAME_MAGIC[i])) {
      throw new CkksError("FRAME_MAGIC", '"bytes" expected a Velum frame, got something else');
    }
    this.#take(FRAME_MAGIC.length);
  }

  #checkVersion(): void {
    const version = this.u16();
    if (version !== FORMAT_VERSION) {
      throw new CkksError("FRAME_VERSION", `"bytes" expected format version ${FORMAT_VERSION}, got ${version}`);
    }
  }

  #checkType(expected: FrameType): void {
    const type = this.u16();
    if (type !== FRAME_TYPES[expected]) {
      throw new CkksError("FRAME_TYPE", `"bytes" expected a frame of type ${expected}, got ${typeName(type)}`);
    }
  }

  #take(count: number): number {
    const at = this.#at;
    if (at + count > this.#bytes.length) throw truncated(at + count, this.#bytes.length);
    this.#at = at + count;
    return at;
  }
}

/** FRAME_FIELD for a field by name. */
export const fieldError = (field: string, expected: string, got: string): CkksError =>
  new CkksError("FRAME_FIELD", `"${field}" of the frame expected ${expected}, got ${got}`);

const truncated = (expected: number, got: number): CkksError =>
  new CkksError("FRAME_TRUNCATED", `"bytes" expected at least ${expected} bytes, got ${got}`);

const typeName = (type: number): string =>
  Object.entries(FRAME_TYPES).find(([, number]) => number === type)?.[0] ?? `number ${type}`;
