import { type Context, checkParameters } from "../engine/context.ts";
import type { RelinearizationKey } from "../values/keys.ts";
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

/** What `readRelinearizationKey` expects; the level may be left out. */
export interface ReadRelinearizationKeyOptions extends ReadOptions {
  readonly level?: number;
}

/**
 * A relinearization key as bytes, seeded.
 * @throws CkksError PARAMETERS_MISMATCH, PARAMETERS_INSECURE
 * @example const bytes = writeRelinearizationKey(context, key);
 */
export function writeRelinearizationKey(context: Context, key: RelinearizationKey): Uint8Array<ArrayBuffer> {
  checkParameters(context, key, "relinearizationKey");
  const size = FIELD_BYTES + keySwitchingBodyBytes(context.parameters, key.key.level);
  const frame = new FrameWriter("relinearization-key", context.parameters, size);
  frame.u8(key.key.level);
  frame.zeros(7);
  writeKeySwitchingBody(frame, context, key.key);
  return frame.finish();
}

/**
 * Reads what `writeRelinearizationKey` wrote and expands the uniform halves.
 * @throws CkksError every FRAME_ code, PARAMETERS_MISMATCH, KEY_MISSING, LEVEL_…, RESIDUE_OUT_OF_RANGE
 * @example const key = readRelinearizationKey(bytes, { context, level: 3 });
 */
export function readRelinearizationKey(bytes: Uint8Array, options: ReadRelinearizationKeyOptions): RelinearizationKey {
  const { context } = options;
  const { parameters } = context;
  const frame = new FrameReader(bytes, "relinearization-key", options.maxBytes);
  frame.checkParameters(parameters);
  checkSpecialPrimes(parameters);
  const level = frame.level(parameters.maxLevel, options.level);
  frame.zeros(7);
  frame.checkBody(keySwitchingBodyBytes(parameters, level));
  const key = readKeySwitchingBody(frame, context, "relinearization-key", level);
  return Object.freeze({ kind: "relinearization-key", parameters, key });
}
