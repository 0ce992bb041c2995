import type { Parameters } from "../parameters/create-parameters.ts";
import { sha256, sha256Sealed } from "../sha256.ts";
import {
  digestBytes,
  FORMAT_VERSION,
  FRAME_MAGIC,
  FRAME_TYPES,
  type FrameType,
  frameBytes,
  refuseInsecure,
} from "./frame-header.ts";

/**
 * Writes one frame front to back: the header at once, then fields and payload by the caller, then the digest. The size is
 * known before the first byte, so nothing is copied twice.
 * @example const frame = new FrameWriter("public-key", parameters, 8 + bodyBytes);
 */
export class FrameWriter {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #at = 0;

  /** @throws CkksError PARAMETERS_INSECURE */
  constructor(type: FrameType, parameters: Parameters, bodyBytes: number) {
    refuseInsecure(parameters);
    this.#bytes = new Uint8Array(frameBytes(bodyBytes));
    this.#view = new DataView(this.#bytes.buffer);
    for (const byte of FRAME_MAGIC) this.u8(byte);
    this.u16(FORMAT_VERSION);
    this.u16(FRAME_TYPES[type]);
    this.bytes(digestBytes(parameters));
  }

  u8(value: number): void {
    this.#view.setUint8(this.#take(1), value);
  }

  u16(value: number): void {
    this.#view.setUint16(this.#take(2), value, true);
  }

  u32(value: number): void {
    this.#view.setUint32(this.#take(4), value, true);
  }

  f64(value: number): void {
    this.#view.setFloat64(this.#take(8), value, true);
  }

  bytes(value: Uint8Array): void {
    this.#bytes.set(value, this.#take(value.length));
  }

  /** Reserved bytes, which are zero. */
  zeros(count: number): void {
    this.#take(count);
  }

  /** The next `count` bytes, for the caller to fill. */
  region(count: number): Uint8Array<ArrayBuffer> {
    const at = this.#take(count);
    return this.#bytes.subarray(at, at + count);
  }

  /** The `count` bytes that `write` appends. */
  written(count: number, write: () => void): Uint8Array {
    const at = this.#at;
    write();
    return this.#bytes.subarray(at, at + count);
  }

  /** Appends the digest and returns the frame; everything before must have been written. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#seal(sha256(this.#body()));
  }

  /** As `finish`, and the SHA-256 of the whole frame, for objects that others refer to by it. */
  finishWithDigest(): { readonly bytes: Uint8Array<ArrayBuffer>; readonly digest: Uint8Array<ArrayBuffer> } {
    const { seal, whole } = sha256Sealed(this.#body());
    return { bytes: this.#seal(seal), digest: whole };
  }

  #body(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  #seal(digest: Uint8Array): Uint8Array<ArrayBuffer> {
    this.bytes(digest);
    if (this.#at !== this.#bytes.length)
      throw new RangeError(`frame of ${this.#bytes.length} bytes ended at ${this.#at}`);
    return this.#bytes;
  }

  #take(count: number): number {
    const at = this.#at;
    this.#at += count;
    return at;
  }
}
