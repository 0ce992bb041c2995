import { createHash } from "node:crypto";
import { CkksError, createContext, createEncoder, type KeySet, type KeySetId, presets } from "@velum/ckks";
import { createKeySet, createPublicKey, encrypt, generateSecretKey } from "@velum/ckks/secret";
import { describe, expect, test } from "vitest";
import type { ContractDigest } from "../contract/contract.ts";
import { VelumError } from "../errors.ts";
import type { FramePlan } from "./frame-plan.ts";
import { requestFrameBytes } from "./frame-sizes.ts";
import { type RequestExpectation, readRequest } from "./read-request.ts";
import { createRequestId } from "./request-id.ts";
import { writeRequest } from "./write-request.ts";

const context = await createContext(presets.row);
const contractDigest = "7a".repeat(32) as ContractDigest;
const plan: FramePlan = {
  name: "diagonal",
  packing: { kind: "diagonal", features: 13, repeat: 16, period: 256, rows: 1 },
  input: { level: 0, scale: 2 ** 20 },
  keys: { publicKeyLevel: 0, relinearization: 1, rotations: [{ steps: 1, level: 0 }] },
  response: { results: 1, parts: 2, level: 0, scale: 2 ** 20, modulusBits: 24, positions: [0, 4096], bound: 4 },
};

const secret = generateSecretKey(context);
const keys = createKeySet(context, secret, plan.keys);
const id = "5c".repeat(32) as KeySetId;
const ciphertext = encrypt(context, secret, createEncoder(context).encodePeriodic([1, 2], plan.input));
const fields = { requestId: createRequestId(), contractDigest, plan: "diagonal", rows: 1, chunk: 0 };
const request = writeRequest(context, { ...fields, keySetId: id, ciphertexts: [ciphertext] });

/** What the server was asked for, and what it holds. */
const asked: unknown[] = [];
const expectation: RequestExpectation = {
  contractDigest,
  plans: [{ plan, context }],
  keySets: {
    find(...what): KeySet | undefined {
      asked.push(what);
      return what[0] === id ? keys : undefined;
    },
  },
};

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof CkksError || error instanceof VelumError) return error.code;
    throw error;
  }
}

/** The frame with some bytes replaced and its digest set right, as an attacker would. */
function patch(at: number, ...values: readonly number[]): Uint8Array {
  const out = request.bytes.slice();
  out.set(values, at);
  out.set(createHash("sha256").update(out.subarray(0, -32)).digest(), out.length - 32);
  return out;
}

describe("a request that names a key set", () => {
  test("reads back with the set's public key, and has the size that the plan says", () => {
    expect(request.bytes.length).toBe(requestFrameBytes({ plan, context }));
    expect(request.bytes.length).toBe(72 + 120 + 32 + 32 + (8192 * 30) / 8);
    const read = readRequest(request.bytes, expectation);
    expect(read.keySet).toEqual({ id, keys });
    expect(read.publicKey).toBe(keys.publicKey);
    expect(read.ciphertexts).toEqual([ciphertext]);
    expect(asked.at(-1)).toEqual([id, contractDigest, plan]);
  });

  test("is answered KEY_SET_UNKNOWN where the server holds none, or another", () => {
    const { keySets: _, ...without } = expectation;
    expect(codeOf(() => readRequest(request.bytes, without))).toBe("KEY_SET_UNKNOWN");
    expect(codeOf(() => readRequest(patch(160, 1), expectation))).toBe("KEY_SET_UNKNOWN");
  });

  test("is looked up only when the whole frame is intact", () => {
    const before = asked.length;
    const flipped = request.bytes.slice();
    flipped[300]! ^= 1;
    expect(codeOf(() => readRequest(flipped, expectation))).toBe("FRAME_DIGEST");
    expect(asked.length).toBe(before);
  });

  test.each([
    ["a public key in place of the id", 1],
    ["a public key in full", 0],
    ["a form that nobody knows", 3],
  ])("with %s is refused", (_, form) => {
    expect(codeOf(() => readRequest(patch(151, form), expectation))).toBe("REQUEST_KEY");
  });

  test("with a public key level is refused", () => {
    expect(codeOf(() => readRequest(patch(150, 1), expectation))).toBe("REQUEST_KEY");
  });

  test("cannot bring its own public key", () => {
    const publicKey = createPublicKey(context, secret, { level: 0 });
    const { bytes } = writeRequest(context, { ...fields, publicKey, ciphertexts: [ciphertext] });
    expect(codeOf(() => readRequest(bytes, expectation))).toBe("REQUEST_KEY");
  });

  test("is refused by a plan that takes one-time keys", () => {
    const oneTime = { ...plan, keys: { publicKeyLevel: 0, relinearization: null, rotations: [] } };
    const code = codeOf(() => readRequest(request.bytes, { ...expectation, plans: [{ plan: oneTime, context }] }));
    expect(code).toBe("FRAME_FIELD");
  });
});
