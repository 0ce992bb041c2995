import { type Context, checkParameters } from "../engine/context.ts";
import { CkksError } from "../errors.ts";
import type { Parameters } from "../parameters/create-parameters.ts";
import { sha256 } from "../sha256.ts";
import {
  type KeyList,
  type KeyRequest,
  type KeySet,
  type KeySetId,
  keyRequests,
  keySetFrom,
} from "../values/key-set.ts";
import type { GaloisKey, PublicKey, RelinearizationKey } from "../values/keys.ts";
import { equalBytes } from "./byte-strings.ts";
import { FRAME_TYPES, frameBytes } from "./frame-header.ts";
import { FrameReader } from "./frame-reader.ts";
import { FrameWriter } from "./frame-writer.ts";
import { ENTRY_BYTES, elementOf, keyBodyBytes, keySetIdOf, LIST_FIELD_BYTES, readKeySetList } from "./key-set-list.ts";
import { checkSpecialPrimes, readKeySwitchingBody, writeKeySwitchingBody } from "./key-switching-body.ts";
import { readPublicKeyBody, writePublicKeyBody } from "./public-key-body.ts";
import type { ReadOptions } from "./read-options.ts";

/** What `readKeySet` expects. */
export interface ReadKeySetOptions extends ReadOptions {
  /** The plan's own keys: a set with one more, one less or another is refused. */
  readonly keys: KeyList;
}

/** A key set as it travels. */
export interface WrittenKeySet {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly id: KeySetId;
}

/** A key set that passed every check, and its id. */
export interface ReceivedKeySet {
  readonly keySet: KeySet;
  readonly id: KeySetId;
}

/** Keys that are read, and how many there are. */
export interface KeySetStep {
  readonly done: number;
  readonly total: number;
}

/** The exact length of the frame of a plan's key set. */
export function keySetFrameBytes(parameters: Parameters, keys: KeyList): number {
  const requests = keyRequests(parameters, keys);
  const bodies = requests.reduce((sum, request) => sum + keyBodyBytes(parameters, request), 0);
  return frameBytes(LIST_FIELD_BYTES + requests.length * ENTRY_BYTES + bodies);
}

/**
 * A key set as bytes: the list of its keys with the digest of each body, then the bodies, seeded. It holds nothing secret.
 * @throws CkksError PARAMETERS_MISMATCH, PARAMETERS_INSECURE
 * @example const { bytes, id } = writeKeySet(context, createKeySet(context, secret, plan.keys));
 */
export function writeKeySet(context: Context, keySet: KeySet): WrittenKeySet {
  const { parameters } = context;
  checkParameters(context, keySet, "keySet");
  const keys = keysOf(keySet);
  const lengths = keys.map(({ request }) => keyBodyBytes(parameters, request));
  const size = LIST_FIELD_BYTES + keys.length * ENTRY_BYTES + lengths.reduce((sum, length) => sum + length, 0);
  const frame = new FrameWriter("key-set", parameters, size);
  frame.u32(keys.length);
  frame.zeros(4);
  const list = frame.region(keys.length * ENTRY_BYTES);
  const view = new DataView(list.buffer, list.byteOffset, list.byteLength);
  keys.forEach(({ request, write }, i) => {
    const at = i * ENTRY_BYTES;
    view.setUint16(at, FRAME_TYPES[request.type], true);
    view.setUint8(at + 2, request.level);
    view.setUint32(at + 4, elementOf(request), true);
    view.setUint32(at + 8, lengths[i]!, true);
    list.set(sha256(frame.written(lengths[i]!, () => write(frame, context))), at + 16);
  });
  return Object.freeze({ bytes: frame.finish(), id: keySetIdOf(parameters, list) });
}

/**
 * Reads what `writeKeySet` wrote. Parameters, the list of keys and the exact length are compared with the plan's before a
 * body is looked at; then the digest of the whole and of each body, and every residue. The uniform halves are expanded.
 * That the keys are of one secret, or of any, cannot be seen: wrong ones spoil the answers of their sender alone.
 * @throws CkksError every FRAME_ code, KEY_SET_…, PARAMETERS_MISMATCH, KEY_MISSING, RESIDUE_OUT_OF_RANGE
 * @example const { keySet, id } = readKeySet(bytes, { context, keys: plan.keys });
 */
export function readKeySet(bytes: Uint8Array, options: ReadKeySetOptions): ReceivedKeySet {
  const steps = readKeySetStepwise(bytes, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * The same key by key, for who has other work to do meanwhile: a key takes a few milliseconds, a set of them a hundred.
 * @throws as `readKeySet`
 * @example for (const steps = readKeySetStepwise(bytes, options); !steps.next().done; ) await breath();
 */
export function* readKeySetStepwise(
  bytes: Uint8Array,
  options: ReadKeySetOptions,
): Generator<KeySetStep, ReceivedKeySet> {
  const { context, keys } = options;
  const { parameters } = context;
  const frame = new FrameReader(bytes, "key-set", options.maxBytes);
  const { id, requests, digests } = readHead(frame, parameters, keys);
  const lengths = requests.map((request) => keyBodyBytes(parameters, request));
  frame.checkBody(lengths.reduce((sum, length) => sum + length, 0));
  const total = requests.length;
  const made: ReturnType<typeof readKey>[] = [];
  for (const [i, request] of requests.entries()) {
    yield Object.freeze({ done: i, total });
    frame.peek(lengths[i]!, (body) => checkDigest(body, digests[i]!, i));
    made.push(readKey(frame, context, request));
  }
  return Object.freeze({ keySet: keySetFrom(parameters, made), id });
}

/**
 * Judges the first `keySetHeadBytes` bytes of a frame: whether the rest is a key set for this plan, if it keeps to its list.
 * @returns the id that the whole will have
 * @throws CkksError FRAME_TOO_LARGE, FRAME_TRUNCATED, FRAME_MAGIC, FRAME_VERSION, FRAME_TYPE, FRAME_FIELD, KEY_SET_…,
 *   PARAMETERS_MISMATCH, KEY_MISSING
 */
export function readKeySetHead(head: Uint8Array, { context, keys, maxBytes }: ReadKeySetOptions): KeySetId {
  return readHead(new FrameReader(head, "key-set", maxBytes), context.parameters, keys).id;
}

function readHead(frame: FrameReader, parameters: Parameters, keys: KeyList): ReturnType<typeof readKeySetList> {
  frame.checkParameters(parameters);
  checkSpecialPrimes(parameters);
  return readKeySetList(frame, parameters, keys);
}

function checkDigest(body: Uint8Array, digest: Uint8Array, index: number): void {
  if (equalBytes(sha256(body), digest)) return;
  throw new CkksError("FRAME_DIGEST", `"keys[${index}]" of the key set expected to match its digest, got other bytes`);
}

function readKey(
  frame: FrameReader,
  context: Context,
  request: KeyRequest,
): PublicKey | RelinearizationKey | GaloisKey {
  const { parameters } = context;
  if (request.type === "public-key") return readPublicKeyBody(frame, context, request.level);
  if (request.type === "relinearization-key") {
    const key = readKeySwitchingBody(frame, context, request.type, request.level);
    return Object.freeze({ kind: request.type, parameters, key });
  }
  const { type: kind, element, level } = request;
  const key = readKeySwitchingBody(frame, context, `galois-key/${element}`, level);
  return Object.freeze({ kind, parameters, element, key });
}

interface ListedKey {
  readonly request: KeyRequest;
  readonly write: (frame: FrameWriter, context: Context) => void;
}

function keysOf({ publicKey, relinearization, galois }: KeySet): readonly ListedKey[] {
  const listed: ListedKey[] = [
    {
      request: { type: "public-key", level: publicKey.level },
      write: (frame, context) => writePublicKeyBody(frame, context, publicKey),
    },
  ];
  if (relinearization !== null) {
    const { key } = relinearization;
    const request = { type: "relinearization-key", level: key.level } as const;
    listed.push({ request, write: (frame, context) => writeKeySwitchingBody(frame, context, key) });
  }
  for (const { element, key } of galois) {
    const request = { type: "galois-key", level: key.level, element } as const;
    listed.push({ request, write: (frame, context) => writeKeySwitchingBody(frame, context, key) });
  }
  return listed;
}
