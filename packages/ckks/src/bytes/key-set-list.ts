import { CkksError, type CkksErrorCode } from "../errors.ts";
import type { Parameters } from "../parameters/create-parameters.ts";
import { sha256 } from "../sha256.ts";
import { toHex } from "../values/hex.ts";
import { type KeyList, type KeyRequest, type KeySetId, keyRequests } from "../values/key-set.ts";
import { utf8 } from "./byte-strings.ts";
import { DIGEST_BYTES, digestBytes, FRAME_TYPES, HEADER_BYTES } from "./frame-header.ts";
import { type FrameReader, fieldError } from "./frame-reader.ts";
import { keySwitchingBodyBytes } from "./key-switching-body.ts";
import { publicKeyBodyBytes } from "./public-key-body.ts";

/** Number of keys, and reserved bytes. */
export const LIST_FIELD_BYTES = 8;
/** Type 2, level 1, reserved 1, element 4, length 4, reserved 4, and the digest of the body. */
export const ENTRY_BYTES: number = 16 + DIGEST_BYTES;

const LABEL = utf8("velum/key-set/1\0");

/** Bytes of the body of one key. */
export const keyBodyBytes = (parameters: Parameters, { type, level }: KeyRequest): number =>
  type === "public-key" ? publicKeyBodyBytes(parameters, level) : keySwitchingBodyBytes(parameters, level);

/** The element that a list states: 0 for keys without one. */
export const elementOf = (request: KeyRequest): number => (request.type === "galois-key" ? request.element : 0);

/** Bytes of a key set's frame up to the first body: all that decides whether the rest is welcome. */
export const keySetHeadBytes = (parameters: Parameters, keys: KeyList): number =>
  HEADER_BYTES + LIST_FIELD_BYTES + keyRequests(parameters, keys).length * ENTRY_BYTES;

/** The id of a key set: SHA-256 of the label, the parameter digest and the list, which holds the digest of every body. */
export const keySetIdOf = (parameters: Parameters, list: Uint8Array): KeySetId =>
  toHex(sha256(LABEL, digestBytes(parameters), list)) as KeySetId;

/** A list that is the plan's own. */
export interface CheckedList {
  readonly id: KeySetId;
  readonly requests: readonly KeyRequest[];
  /** SHA-256 of each body. */
  readonly digests: readonly Uint8Array[];
}

/**
 * Reads the list of a key set and compares it with the plan's, before a byte of a body is looked at.
 * @throws CkksError KEY_SET_MISSING, KEY_SET_EXTRA, KEY_SET_FOREIGN, KEY_SET_ORDER, KEY_SET_LEVEL, FRAME_FIELD,
 * FRAME_TRUNCATED
 */
export function readKeySetList(frame: FrameReader, parameters: Parameters, keys: KeyList): CheckedList {
  const requests = keyRequests(parameters, keys);
  const count = frame.u32();
  const expected = `the plan's ${requests.length} keys`;
  if (count < requests.length) throw refuse("KEY_SET_MISSING", "keys", expected, String(count));
  if (count > requests.length) throw refuse("KEY_SET_EXTRA", "keys", expected, String(count));
  frame.zeros(4);
  const list = frame.copy(count * ENTRY_BYTES);
  const known = new Set(requests.map((request) => nameOf(FRAME_TYPES[request.type], elementOf(request))));
  const entries = requests.map((_, i) => readEntry(list.subarray(i * ENTRY_BYTES, (i + 1) * ENTRY_BYTES)));
  entries.forEach(({ name }, i) => {
    if (!known.has(name)) throw refuse("KEY_SET_FOREIGN", `keys[${i}]`, "a key of the plan", "another");
  });
  entries.forEach((entry, i) => {
    checkEntry(entry, requests[i]!, i, parameters);
  });
  return { id: keySetIdOf(parameters, list), requests, digests: entries.map(({ digest }) => digest) };
}

interface Entry {
  readonly name: string;
  readonly level: number;
  readonly length: number;
  readonly reserved: number;
  readonly digest: Uint8Array;
}

/** What two keys of one set never share. */
const nameOf = (type: number, element: number): string => `${type}/${element}`;

function readEntry(bytes: Uint8Array): Entry {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    name: nameOf(view.getUint16(0, true), view.getUint32(4, true)),
    level: view.getUint8(2),
    length: view.getUint32(8, true),
    reserved: view.getUint8(3) | view.getUint32(12, true),
    digest: bytes.subarray(16),
  };
}

function checkEntry(entry: Entry, request: KeyRequest, index: number, parameters: Parameters): void {
  const argument = `keys[${index}]`;
  if (entry.name !== nameOf(FRAME_TYPES[request.type], elementOf(request))) {
    throw refuse("KEY_SET_ORDER", argument, "each key of the plan once, in canonical order", "another order");
  }
  if (entry.level !== request.level) {
    throw refuse("KEY_SET_LEVEL", argument, `level ${request.level}`, String(entry.level));
  }
  const length = keyBodyBytes(parameters, request);
  if (entry.length !== length) throw fieldError(`${argument}.length`, String(length), String(entry.length));
  if (entry.reserved !== 0) throw fieldError("reserved", "zero bytes", "others");
}

const refuse = (code: CkksErrorCode, argument: string, expected: string, got: string): CkksError =>
  new CkksError(code, `"${argument}" of the key set expected ${expected}, got ${got}`);
