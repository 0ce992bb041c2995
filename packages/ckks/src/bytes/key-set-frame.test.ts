import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Context, createContext } from "../engine/context.ts";
import { CkksError } from "../errors.ts";
import { insecureAllowTestFrames, insecureTestParameters } from "../parameters/insecure-test-parameters.ts";
import { createKeySet, createKeySetStepwise } from "../secret/key-set.ts";
import { generateSecretKey } from "../secret/secret-key.ts";
import { sha256 } from "../sha256.ts";
import { rotationElement } from "../values/galois-element.ts";
import { type KeyList, needsKeySet } from "../values/key-set.ts";
import { keySetFrameBytes, readKeySet, readKeySetHead, readKeySetStepwise, writeKeySet } from "./key-set-frame.ts";
import { keySetHeadBytes } from "./key-set-list.ts";

insecureAllowTestFrames();

const parameters = insecureTestParameters({ ringDegree: 16, modulusBits: [30, 29, 28], specialBits: [30] });
const context = await createContext(parameters);
const other = await createContext(
  insecureTestParameters({ ringDegree: 16, modulusBits: [30, 29, 27], specialBits: [30] }),
);
const secret = generateSecretKey(context);

const KEYS: KeyList = {
  publicKeyLevel: 0,
  relinearization: 1,
  rotations: [
    { steps: 3, level: 2 },
    { steps: 1, level: 2 },
    { steps: 4, level: 1 },
  ],
};
const written = (keys: KeyList = KEYS, under: Context = context) =>
  writeKeySet(under, createKeySet(under, under === context ? secret : generateSecretKey(under), keys));
const frame = written();

const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    if (error instanceof CkksError) return error.code;
    throw error;
  }
  return undefined;
};

/** The digest at the end set right again, as an attacker would. */
function resealed(bytes: Uint8Array): Uint8Array {
  const end = bytes.length - 32;
  bytes.set(sha256(bytes.subarray(0, end)), end);
  return bytes;
}

const HEAD = 48;
const ENTRY = 48;
const entryAt = (i: number): number => HEAD + i * ENTRY;

function changed(change: (bytes: Uint8Array, view: DataView) => void): Uint8Array {
  const bytes = frame.bytes.slice();
  change(bytes, new DataView(bytes.buffer));
  return resealed(bytes);
}

const levels = fc.integer({ min: 0, max: 2 });
const lists: fc.Arbitrary<KeyList> = fc.record({
  publicKeyLevel: levels,
  relinearization: fc.option(levels),
  rotations: fc.uniqueArray(fc.record({ steps: fc.integer({ min: 1, max: 7 }), level: levels }), {
    selector: ({ steps }) => steps,
  }),
});

describe("a key set", () => {
  test("of any list comes back as it was, at the exact length, in canonical order", () => {
    fc.assert(
      fc.property(lists, (keys) => {
        const keySet = createKeySet(context, secret, keys);
        const { bytes, id } = writeKeySet(context, keySet);
        expect(bytes.length).toBe(keySetFrameBytes(parameters, keys));
        expect(readKeySet(bytes, { context, keys })).toEqual({ keySet, id });
        expect(readKeySetHead(bytes.subarray(0, keySetHeadBytes(parameters, keys)), { context, keys })).toBe(id);
        expect(keySet.galois.map(({ element }) => element)).toEqual(
          keys.rotations.map(({ steps }) => rotationElement(steps, parameters)).sort((a, b) => a - b),
        );
        expect(needsKeySet(keys)).toBe(keySet.galois.length > 0 || keySet.relinearization !== null);
      }),
      { numRuns: 50 },
    );
  });

  test("has each key at its own level", () => {
    const { keySet } = readKeySet(frame.bytes, { context, keys: KEYS });
    const level = new Map(keySet.galois.map(({ element, key }) => [element as number, key.level as number]));
    expect(keySet.publicKey.level).toBe(0);
    expect(keySet.relinearization?.key.level).toBe(1);
    for (const rotation of KEYS.rotations)
      expect(level.get(rotationElement(rotation.steps, parameters))).toBe(rotation.level);
  });

  test("has an id of its content: label, parameters, and for each key type, level, element, length, digest", () => {
    const { bytes, id } = frame;
    const list = bytes.subarray(HEAD, entryAt(5));
    expect(id).toBe(Buffer.from(sha256(Buffer.from("velum/key-set/1\0"), bytes.subarray(8, 40), list)).toString("hex"));
    let at = entryAt(5);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < 5; i++) {
      const length = view.getUint32(entryAt(i) + 8, true);
      const digest = bytes.subarray(entryAt(i) + 16, entryAt(i) + ENTRY);
      expect(digest).toEqual(sha256(bytes.subarray(at, at + length)));
      at += length;
    }
    expect(at).toBe(bytes.length - 32);
    expect(written().id).not.toBe(id);
  });

  test("is read key by key as it is read at once, and a damaged one is refused at its key", () => {
    const steps = readKeySetStepwise(frame.bytes, { context, keys: KEYS });
    const seen = [];
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) seen.push(step.value);
    expect(seen).toEqual([0, 1, 2, 3, 4].map((done) => ({ done, total: 5 })));
    expect(step.value).toEqual(readKeySet(frame.bytes, { context, keys: KEYS }));
    const last = changed((bytes) => bytes.fill(255, bytes.length - 40, bytes.length - 36));
    const damaged = readKeySetStepwise(last, { context, keys: KEYS });
    for (let i = 0; i < 5; i++) expect(damaged.next().done).toBe(false);
    expect(codeOf(() => damaged.next())).toBe("FRAME_DIGEST");
  });

  test("is made key by key, and says how far it is", () => {
    const steps = [...createKeySetStepwise(context, secret, KEYS)];
    expect(steps).toEqual([1, 2, 3, 4, 5].map((done) => ({ done, total: 5 })));
  });
});

describe("a key set that is not the plan's", () => {
  const [first, ...rest] = KEYS.rotations;
  const cases: [string, KeyList, string][] = [
    ["a missing rotation", { ...KEYS, rotations: rest }, "KEY_SET_MISSING"],
    ["no relinearization key", { ...KEYS, relinearization: null }, "KEY_SET_MISSING"],
    ["an extra rotation", { ...KEYS, rotations: [...KEYS.rotations, { steps: 2, level: 0 }] }, "KEY_SET_EXTRA"],
    ["another rotation", { ...KEYS, rotations: [{ ...first!, steps: 5 }, ...rest] }, "KEY_SET_FOREIGN"],
    [
      "a rotation for the relinearization",
      { ...KEYS, relinearization: null, rotations: [...KEYS.rotations, { steps: 2, level: 1 }] },
      "KEY_SET_FOREIGN",
    ],
    ["a rotation a level too low", { ...KEYS, rotations: [{ ...first!, level: 1 }, ...rest] }, "KEY_SET_LEVEL"],
    ["a relinearization key a level too high", { ...KEYS, relinearization: 2 }, "KEY_SET_LEVEL"],
    ["a public key on another level", { ...KEYS, publicKeyLevel: 1 }, "KEY_SET_LEVEL"],
  ];
  test.each(cases)("%s", (_, keys, code) => {
    const { bytes } = written(keys);
    expect(codeOf(() => readKeySet(bytes, { context, keys: KEYS }))).toBe(code);
    // The head alone says so, before a body has come.
    const head = bytes.subarray(0, keySetHeadBytes(parameters, keys));
    expect(codeOf(() => readKeySetHead(head, { context, keys: KEYS }))).toBe(code);
  });

  test("keys of other parameters", () => {
    expect(codeOf(() => readKeySet(written(KEYS, other).bytes, { context, keys: KEYS }))).toBe("PARAMETERS_MISMATCH");
  });

  test("two entries swapped, and one entry twice", () => {
    const swap = changed((bytes) => {
      const a = bytes.slice(entryAt(2), entryAt(3));
      bytes.copyWithin(entryAt(2), entryAt(3), entryAt(4));
      bytes.set(a, entryAt(3));
    });
    expect(codeOf(() => readKeySet(swap, { context, keys: KEYS }))).toBe("KEY_SET_ORDER");
    const twice = changed((bytes) => bytes.copyWithin(entryAt(3), entryAt(2), entryAt(3)));
    expect(codeOf(() => readKeySet(twice, { context, keys: KEYS }))).toBe("KEY_SET_ORDER");
  });

  test.each([
    ["a count of none", (v: DataView) => v.setUint32(40, 0, true), "KEY_SET_MISSING"],
    ["a count beyond all memory", (v: DataView) => v.setUint32(40, 2 ** 32 - 1, true), "KEY_SET_EXTRA"],
    ["a secret key in the list", (v: DataView) => v.setUint16(entryAt(0), 7, true), "KEY_SET_FOREIGN"],
    ["a type that nobody knows", (v: DataView) => v.setUint16(entryAt(1), 999, true), "KEY_SET_FOREIGN"],
    ["an element for the public key", (v: DataView) => v.setUint32(entryAt(0) + 4, 3, true), "KEY_SET_FOREIGN"],
    ["another length", (v: DataView) => v.setUint32(entryAt(0) + 8, 1, true), "FRAME_FIELD"],
    ["a reserved byte", (v: DataView) => v.setUint8(entryAt(0) + 3, 1), "FRAME_FIELD"],
    ["a reserved word", (v: DataView) => v.setUint32(entryAt(4) + 12, 1, true), "FRAME_FIELD"],
    [
      "another digest of a body",
      (v: DataView) => v.setUint8(entryAt(2) + 16, 255 & ~v.getUint8(entryAt(2) + 16)),
      "FRAME_DIGEST",
    ],
    ["another body", (v: DataView) => v.setUint8(entryAt(5) + 40, 255 & ~v.getUint8(entryAt(5) + 40)), "FRAME_DIGEST"],
  ] as const)("%s, with the digest at the end set right", (_, change, code) => {
    const bytes = changed((__, view) => change(view));
    expect(codeOf(() => readKeySet(bytes, { context, keys: KEYS }))).toBe(code);
  });

  test("a residue that is not below its prime, with every digest set right", () => {
    const bytes = changed((all, view) => {
      const length = view.getUint32(entryAt(0) + 8, true);
      all.fill(255, entryAt(5) + 32, entryAt(5) + length);
      all.set(sha256(all.subarray(entryAt(5), entryAt(5) + length)), entryAt(0) + 16);
    });
    expect(codeOf(() => readKeySet(bytes, { context, keys: KEYS }))).toBe("RESIDUE_OUT_OF_RANGE");
  });
});

describe("10,000 damaged key sets", () => {
  const read = (bytes: Uint8Array) => readKeySet(bytes, { context, keys: KEYS });

  test("of which one bit is another: refused, with a code", () => {
    fc.assert(
      fc.property(fc.nat(8 * frame.bytes.length - 1), (bit) => {
        const bytes = frame.bytes.slice();
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        expect(codeOf(() => read(bytes))).toMatch(/^(?:FRAME|KEY_SET|PARAMETERS)_/);
      }),
      { numRuns: 10_000 },
    );
  });

  test("cut or longer, the digest set right or not: refused, with a code", () => {
    fc.assert(
      fc.property(fc.nat(2 * frame.bytes.length), fc.boolean(), (length, seal) => {
        fc.pre(length !== frame.bytes.length);
        const bytes = new Uint8Array(length);
        bytes.set(frame.bytes.subarray(0, length));
        if (seal && length > 32) resealed(bytes);
        expect(codeOf(() => read(bytes))).toMatch(/^(?:FRAME|KEY_SET|PARAMETERS)_/);
      }),
      { numRuns: 10_000 },
    );
  });

  test("of which one bit is another and every digest is right: refused, or a key set of another id", () => {
    fc.assert(
      fc.property(fc.nat(8 * (frame.bytes.length - 32) - 1), (bit) => {
        const bytes = frame.bytes.slice();
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        let at = entryAt(5);
        for (let i = 0; i < 5; i++) {
          const length = new DataView(frame.bytes.buffer).getUint32(entryAt(i) + 8, true);
          bytes.set(sha256(bytes.subarray(at, at + length)), entryAt(i) + 16);
          at += length;
        }
        resealed(bytes);
        const inDigest = bit >= 8 * HEAD && bit < 8 * entryAt(5) && ((bit >> 3) - HEAD) % ENTRY >= 16;
        let id: string | undefined;
        const code = codeOf(() => {
          id = read(bytes).id;
        });
        if (inDigest) expect(id).toBe(frame.id);
        else if (code === undefined) expect(id).not.toBe(frame.id);
        else expect(code).toMatch(/^(?:FRAME|KEY_SET|PARAMETERS|RESIDUE)_/);
      }),
      { numRuns: 10_000 },
    );
  });

  test("above the limit of the reader: refused unread", () => {
    const options = { context, keys: KEYS, maxBytes: frame.bytes.length - 1 };
    expect(codeOf(() => readKeySet(frame.bytes, options))).toBe("FRAME_TOO_LARGE");
  });
});
