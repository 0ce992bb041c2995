import { createHash } from "node:crypto";
import { type Ciphertext, CkksError, createContext, createEncoder, FRAME_TYPES, presets } from "@velum/ckks";
import { createPublicKey, encrypt, generateSecretKey } from "@velum/ckks/secret";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ContractDigest } from "../contract/contract.ts";
import { VelumError } from "../errors.ts";
import type { FramePlan } from "./frame-plan.ts";
import { requestFrameBytes } from "./frame-sizes.ts";
import { type RequestExpectation, readRequest } from "./read-request.ts";
import { createRequestId } from "./request-id.ts";
import { type EncryptedRequest, writeRequest } from "./write-request.ts";

const context = await createContext(presets.linear);
const contractDigest = "7a".repeat(32) as ContractDigest;
const plan: FramePlan = {
  name: "dot",
  packing: { kind: "dot", features: 13, block: 16, rows: 1, monomials: null, outputsPerRow: 1 },
  input: { level: 1, scale: 2 ** 27 },
  keys: { publicKeyLevel: 0, relinearization: null, rotations: [] },
  response: { results: 1, parts: 2, level: 0, scale: 2 ** 16, modulusBits: 22, positions: [2047], bound: 16 },
};
const expectation: RequestExpectation = { contractDigest, plans: [{ plan, context }] };

const secret = generateSecretKey(context);
const publicKey = createPublicKey(context, secret, { level: 0 });
const encryptRow = (row: readonly number[], options = plan.input): Ciphertext =>
  encrypt(context, secret, createEncoder(context).encodeCoefficients(row, options));
const ciphertext = encryptRow([63, 1, 0.5]);
const requestId = createRequestId();
const content = { requestId, contractDigest, plan: "dot", rows: 1, chunk: 7, publicKey, ciphertexts: [ciphertext] };
const request = writeRequest(context, content);

const received = readRequest(request.bytes, expectation);

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();

/** The frame with some bytes replaced and its digest set right, as an attacker would. */
function patch(bytes: Uint8Array, at: number, ...values: readonly number[]): Uint8Array {
  const out = bytes.slice();
  out.set(values, at);
  out.set(sha256(out.subarray(0, -32)), out.length - 32);
  return out;
}

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof CkksError || error instanceof VelumError) return error.code;
    throw error;
  }
}

describe("a request", () => {
  test("reads back as it was written", () => {
    expect(received).toMatchObject({ requestId, contractDigest, rows: 1, chunk: 7 });
    expect(received.served.plan).toBe(plan);
    expect(received.publicKey).toEqual(publicKey);
    expect(received.ciphertexts).toEqual([ciphertext]);
    expect(request.digest).toEqual(new Uint8Array(sha256(request.bytes)));
    expect(received.digest).toEqual(request.digest);
  });

  test("of the default preset has 21 KiB, of 28 allowed, whatever it holds", () => {
    const size = 72 + 120 + (32 + (2048 * 30) / 8) + (32 + (2048 * 52) / 8);
    expect(request.bytes.length).toBe(size);
    expect(size).toBeLessThanOrEqual(28 * 1024);
    expect(writeRequest(context, { ...content, ciphertexts: [encryptRow([])] }).bytes.length).toBe(size);
  });

  test("holds nothing of the secret (B2)", () => {
    const haystack = Buffer.from(request.bytes);
    const { coefficients, prfKey } = secret.material;
    for (const [material, size] of [
      [new Uint8Array(coefficients.buffer), 16],
      [prfKey, 8],
    ] as const) {
      for (let at = 0; at + size <= material.length; at++) {
        expect(haystack.includes(Buffer.from(material.subarray(at, at + size)))).toBe(false);
      }
    }
  });

  test("of other shapes reads back too", () => {
    fc.assert(
      fc.property(
        fc.record({
          input: fc.record({ level: fc.nat(1), scale: fc.integer({ min: 1, max: 2 ** 24 }) }),
          publicKeyLevel: fc.nat(1),
          name: fc.stringMatching(/^[a-z][a-z0-9-]{0,46}$/),
          rows: fc.integer({ min: 1, max: 128 }),
          chunk: fc.nat(65535),
        }),
        ({ input, publicKeyLevel, name, rows, chunk }) => {
          const key = createPublicKey(context, secret, { level: publicKeyLevel });
          const one = encryptRow([0.5], input);
          const other: FramePlan = {
            ...plan,
            name,
            input,
            keys: { publicKeyLevel, relinearization: null, rotations: [] },
            packing: { ...plan.packing, rows },
          };
          const sent = writeRequest(context, {
            ...content,
            plan: name,
            rows,
            chunk,
            publicKey: key,
            ciphertexts: [one],
          });
          const read = readRequest(sent.bytes, {
            contractDigest,
            plans: [
              { plan, context },
              { plan: other, context },
            ],
          });
          expect(read).toMatchObject({ requestId, rows, chunk, publicKey: key, ciphertexts: [one] });
        },
      ),
      { numRuns: 20 },
    );
  });

  test("of columns has one ciphertext a feature, in order, and the size that the plan says", () => {
    const shape = fc.record({
      features: fc.integer({ min: 1, max: 6 }),
      order: fc.constantFrom<"coefficients" | "slots">("coefficients", "slots"),
      picks: fc.tuple(fc.nat(2047), fc.nat(65535)),
    });
    fc.assert(
      fc.property(shape, ({ features, order, picks: [pick, chunk] }) => {
        const most = order === "slots" ? 1024 : 2048;
        const rows = (pick % most) + 1;
        const columns: FramePlan = {
          ...plan,
          name: "columns",
          packing: { kind: "columns", features, order, rows: most },
          response: { ...plan.response, positions: "all" },
        };
        const served = { plan: columns, context };
        const ciphertexts = Array.from({ length: features }, (_, j) => encryptRow([j, 1]));
        const sent = writeRequest(context, { ...content, plan: "columns", rows, chunk, ciphertexts });
        expect(sent.bytes.length).toBe(requestFrameBytes(served));
        const read = readRequest(sent.bytes, { contractDigest, plans: [{ plan, context }, served] });
        expect(read).toMatchObject({ rows, chunk, ciphertexts });
        for (const count of [features - 1, features + 1]) {
          const others = Array.from({ length: count }, () => ciphertext);
          if (count === 0) continue;
          const other = writeRequest(context, { ...content, plan: "columns", rows, ciphertexts: others });
          const code = codeOf(() => readRequest(other.bytes, { contractDigest, plans: [served] }));
          expect(code).toBe("REQUEST_CIPHERTEXTS");
        }
        const more = writeRequest(context, { ...content, plan: "columns", rows: most + 1, ciphertexts });
        expect(codeOf(() => readRequest(more.bytes, { contractDigest, plans: [served] }))).toBe("REQUEST_ROWS");
      }),
      { numRuns: 12 },
    );
  });

  test.each<[string, string, () => Uint8Array]>([
    ["no bytes", "FRAME_TRUNCATED", () => new Uint8Array()],
    ["JSON", "FRAME_MAGIC", () => Buffer.from('{"inputs":[]}')],
    ["a response", "FRAME_TYPE", () => patch(request.bytes, 6, FRAME_TYPES.response)],
    ["another contract", "CONTRACT_MISMATCH", () => patch(request.bytes, 56, 1)],
    ["a plan of another name", "PLAN_UNKNOWN", () => patch(request.bytes, 89, 1)],
    ["a plan of a longer name", "PLAN_UNKNOWN", () => patch(request.bytes, 92, 1)],
    ["a plan of a shorter name", "PLAN_UNKNOWN", () => patch(request.bytes, 88, 2)],
    ["other parameters", "PARAMETERS_MISMATCH", () => patch(request.bytes, 8, 1)],
    ["no rows", "REQUEST_ROWS", () => patch(request.bytes, 136, 0)],
    ["more rows than the plan has", "REQUEST_ROWS", () => patch(request.bytes, 136, 2)],
    ["a chunk out of range", "REQUEST_CHUNK", () => patch(request.bytes, 142, 1)],
    ["no ciphertexts", "REQUEST_CIPHERTEXTS", () => patch(request.bytes, 144, 0)],
    ["four billion ciphertexts", "REQUEST_CIPHERTEXTS", () => patch(request.bytes, 144, 255, 255, 255, 255)],
    ["another level", "REQUEST_LEVEL", () => patch(request.bytes, 148, 0)],
    ["a ciphertext without its seed", "REQUEST_CIPHERTEXTS", () => patch(request.bytes, 149, 0)],
    ["a key at another level", "REQUEST_KEY", () => patch(request.bytes, 150, 1)],
    ["a public key that is not seeded", "PUBLIC_KEY_NOT_SEEDED", () => patch(request.bytes, 151, 0)],
    ["another scale", "REQUEST_SCALE", () => patch(request.bytes, 157, 1)],
    ["a scale that is none", "SCALE_INVALID", () => patch(request.bytes, 158, 255, 255)],
    ["a byte less", "FRAME_TRUNCATED", () => request.bytes.subarray(0, -1)],
    ["a byte more", "FRAME_TRAILING_BYTES", () => Buffer.concat([request.bytes, Buffer.alloc(1)])],
    ["a residue out of range in the key", "RESIDUE_OUT_OF_RANGE", () => patch(request.bytes, 192, 255, 255, 255, 255)],
    [
      "a residue out of range in the ciphertext",
      "RESIDUE_OUT_OF_RANGE",
      () => patch(request.bytes, 192 + 7680 + 32, 255, 255, 255, 255),
    ],
    [
      "a transparent ciphertext",
      "CIPHERTEXT_TRANSPARENT",
      () => patch(request.bytes, 192 + 7680 + 32, ...new Array<number>(13312).fill(0)),
    ],
  ])("%s is refused with %s", (_, code, bytes) => {
    expect(codeOf(() => readRequest(bytes(), expectation))).toBe(code);
  });

  test("more bytes than the limit are refused unread", () => {
    expect(codeOf(() => readRequest(request.bytes, { ...expectation, maxBytes: 1000 }))).toBe("FRAME_TOO_LARGE");
  });

  test.each<[string, string, Parameters<typeof writeRequest>[1]]>([
    ["no ciphertext", "REQUEST_CIPHERTEXTS", { ...content, ciphertexts: [] }],
    ["two scales", "REQUEST_SCALE", { ...content, ciphertexts: [ciphertext, encryptRow([1], { level: 1, scale: 4 })] }],
    ["two levels", "REQUEST_LEVEL", { ...content, ciphertexts: [ciphertext, encryptRow([1], { level: 0, scale: 4 })] }],
    ["a chunk out of range", "REQUEST_CHUNK", { ...content, chunk: 65536 }],
    ["a name too long", "PLAN_UNKNOWN", { ...content, plan: "x".repeat(48) }],
  ])("%s is not written: %s", (_, code, wrong) => {
    expect(codeOf(() => writeRequest(context, wrong))).toBe(code);
  });
});

test("a request with one bit flipped, or cut short, is never accepted: 10,000 times", () => {
  const whole = request.bytes;
  const bits = fc.oneof(fc.nat(8 * 192), fc.nat(8 * whole.length - 1));
  const accepted: string[] = [];
  for (const bit of fc.sample(bits, { numRuns: 8000, seed: 1 })) {
    const changed = whole.slice();
    changed[bit >> 3] = changed[bit >> 3]! ^ (1 << (bit & 7));
    if (codeOf(() => readRequest(changed, expectation)) === undefined) accepted.push(`bit ${bit}`);
  }
  for (const length of fc.sample(fc.nat(whole.length - 1), { numRuns: 2000, seed: 2 })) {
    if (codeOf(() => readRequest(whole.subarray(0, length), expectation)) === undefined)
      accepted.push(`length ${length}`);
  }
  expect(accepted).toEqual([]);
});

test("requests of the same row share no byte string that could link them", () => {
  const again: EncryptedRequest = writeRequest(context, {
    ...content,
    requestId: createRequestId(),
    publicKey: createPublicKey(context, secret, { level: 0 }),
    ciphertexts: [encryptRow([63, 1, 0.5])],
  });
  const payload = Buffer.from(again.bytes.subarray(160, -32));
  for (let at = 160; at + 8 <= request.bytes.length - 32; at += 8) {
    expect(payload.includes(Buffer.from(request.bytes.subarray(at, at + 8)))).toBe(false);
  }
});
