import { type Context, checkParameters } from "../engine/context.ts";
import { CkksError } from "../errors.ts";
import { toGaloisElement } from "../values/galois-element.ts";
import type { GaloisKey } from "../values/keys.ts";
import { FrameReader } from "./frame-reader.ts";
import { FrameWriter } from "./frame-writer.ts";
import {
  checkSpecialPrimes,
  keySwitchingBodyBytes,
  readKeySwitchingBody,
  writeKeySwitchingBody,
} from "./key-switching-body.ts";
import type { ReadOptions } from "./read-options.ts";

const FIELD_BYTES = 8;

/** What `readGaloisKey` expects; level and element may be left out. */
export interface ReadGaloisKeyOptions extends ReadOptions {
  readonly level?: number;
  /** The element of the rotation that the key is for: a key for another one computes something else. */
  readonly element?: number;
}

/**
 * A Galois key as bytes, seeded.
 * @throws CkksError PARAMETERS_MISMATCH, PARAMETERS_INSECURE
 * @example const bytes = writeGaloisKey(context, key);
 */
export function writeGaloisKey(context: Context, key: GaloisKey): Uint8Array<ArrayBuffer> {
  checkParameters(context, key, "galoisKey");
  const size = FIELD_BYTES + keySwitchingBodyBytes(context.parameters, key.key.level);
  const frame = new FrameWriter("galois-key", context.parameters, size);
  frame.u8(key.key.level);
  frame.zeros(3);
  frame.u32(key.element);
  writeKeySwitchingBody(frame, context, key.key);
  return frame.finish();
}

/**
 * Reads what `writeGaloisKey` wrote and expands the uniform halves.
 * @throws CkksError every FRAME_ code, PARAMETERS_MISMATCH, KEY_MISSING, LEVEL_…, GALOIS_ELEMENT_INVALID,
 *   RESIDUE_OUT_OF_RANGE
 * @example const key = readGaloisKey(bytes, { context, level: 3, element: rotationElement(1, parameters) });
 */
export function readGaloisKey(bytes: Uint8Array, options: ReadGaloisKeyOptions): GaloisKey {
  const { context } = options;
  const { parameters } = context;
  const frame = new FrameReader(bytes, "galois-key", options.maxBytes);
  frame.checkParameters(parameters);
  checkSpecialPrimes(parameters);
  const level = frame.level(parameters.maxLevel, options.level);
  frame.zeros(3);
  const element = toGaloisElement(frame.u32(), parameters);
  if (options.element !== undefined && element !== options.element) {
    throw new CkksError("GALOIS_ELEMENT_INVALID", `"element" of the frame expected ${options.element}, got ${element}`);
  }
  frame.checkBody(keySwitchingBodyBytes(parameters, level));
  const key = readKeySwitchingBody(frame, context, `galois-key/${element}`, level);
  return Object.freeze({ kind: "galois-key", parameters, element, key });
}
