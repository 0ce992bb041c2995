import { createHash } from "node:crypto";
import {
  type Ciphertext,
  CkksError,
  type Context,
  createContext,
  createEncoder,
  createExtracted,
  createPoly,
  type ExtractedCiphertext,
  presets,
  toLevel,
  toScale,
} from "@velum/ckks";
import { createPublicKey, encrypt, generateSecretKey } from "@velum/ckks/secret";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ContractDigest } from "../contract/contract.ts";
import { VelumError } from "../errors.ts";
import type { FramePlan } from "./frame-plan.ts";
import { type RequestExpectation, readRequest } from "./read-request.ts";
import { type ResponseExpectation, readResponse } from "./read-response.ts";
import { createRequestId } from "./request-id.ts";
import { type EncryptedRequest, writeRequest } from "./write-request.ts";
import { writeResponse } from "./write-response.ts";

const context = await createContext(presets.linear);
const contractDigest = "7a".repeat(32) as ContractDigest;
const plan: FramePlan = {
  name: "dot",
  packing: { kind: "dot", features: 13, block: 16, rows: 1 },
  input: { level: 1, scale: 2 ** 27 },
  keys: { publicKeyLevel: 0 },
  response: { level: 0, scale: 2 ** 16, modulusBits: 22, positions: [2047], bound: 16 },
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

/** A result of the plan's shape, drawn by fast-check's seed alone. */
function result(target: Context, shape: FramePlan["response"], random: () => number): ExtractedCiphertext {
  const { parameters } = target;
  const n = parameters.ringDegree;
  const level = toLevel(shape.level, parameters.maxLevel);
  const fields = { parameters, level, scale: toScale(shape.scale), positions: shape.positions };
  const { modulusBits } = shape;
  if (modulusBits !== null) {
    const value = (): number => Math.floor((random() - 0.5) * 2 ** modulusBits);
    const run = (length: number): Float64Array<ArrayBuffer> => Float64Array.from({ length }, value);
    const body = { kind: "truncated", modulusBits, constants: run(shape.positions.length), masks: [run(n)] } as const;
    return createExtracted({ ...fields, body });
  }
  const primes = parameters.primes.slice(0, level + 1);
  const run = (length: number): Uint32Array<ArrayBuffer> =>
    Uint32Array.from({ length: length * primes.length }, (_, i) =>
      Math.floor(random() * primes[Math.floor(i / length)]!),
    );
  const masks = [createPoly("coefficients", primes.length, run(n))];
  return createExtracted({ ...fields, body: { kind: "residues", constants: run(shape.positions.length), masks } });
}

const answer = result(context, plan.response, Math.random);
const received = readRequest(request.bytes, expectation);
const response = writeResponse(received, answer);
const expected: ResponseExpectation = {
  context,
  plan,
  contractDigest,
  requestId,
  requestDigest: request.digest,
  chunk: 7,
};

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

describe("request", () => {
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
            keys: { publicKeyLevel },
            packing: { ...plan.packing, rows: rows as 1 },
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

  test.each<[string, string, () => Uint8Array]>([
    ["no bytes", "FRAME_TRUNCATED", () => new Uint8Array()],
    ["JSON", "FRAME_MAGIC", () => Buffer.from('{"inputs":[]}')],
    ["a response", "FRAME_TYPE", () => response],
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

describe("response", () => {
  test("of the default preset fits 8 KiB, truncated or not", () => {
    expect(response.length).toBe(72 + 152 + 22 + (2048 * 22) / 8);
    const whole = { ...plan.response, modulusBits: null };
    const untruncated = writeResponse(received, result(context, whole, Math.random));
    expect(untruncated.length).toBe(72 + 152 + 30 + (2048 * 30) / 8);
    expect(untruncated.length).toBeLessThanOrEqual(8 * 1024);
  });

  test("reads back as it was written, for results of every shape", () => {
    fc.assert(
      fc.property(
        fc.record({
          level: fc.nat(1),
          scale: fc.integer({ min: 1, max: 2 ** 30 }),
          modulusBits: fc.option(fc.integer({ min: 8, max: 29 })),
          positions: fc.uniqueArray(fc.nat(2047), { minLength: 1, maxLength: 64 }),
        }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        (shape, stream) => {
          const response = { ...plan.response, ...shape };
          const random = [...stream.take(61)];
          let drawn = 0;
          const one = result(context, response, () => (random[drawn % 61]! + drawn++ / 61) % 1);
          const served = { plan: { ...plan, response }, context };
          const bytes = writeResponse({ ...received, served }, one);
          expect(readResponse(bytes, { ...expected, plan: served.plan })).toEqual(one);
        },
      ),
      { numRuns: 30 },
    );
  });

  test("level, scale and positions come from the contract", () => {
    const nudged = { ...plan, response: { ...plan.response, scale: 2 ** 16 * (1 + 2 ** -45), positions: [5] } };
    const read = readResponse(response, { ...expected, plan: nudged });
    expect(read.scale).toBe(nudged.response.scale);
    expect(read.positions).toEqual([5]);
  });

  const FIELDS: readonly [string, number, number][] = [
    ["parameter digest", 8, 32],
    ["request id", 40, 16],
    ["request digest", 56, 32],
    ["contract digest", 88, 32],
    ["plan", 120, 48],
    ["chunk", 168, 4],
    ["output count", 172, 4],
    ["level", 176, 1],
    ["parts", 177, 1],
    ["modulus bits", 178, 1],
    ["reserved bytes", 179, 5],
    // The low 12 bits are within the tolerance of equal scales.
    ["scale", 186, 6],
  ];

  test.each(FIELDS)("any bit of the %s changed, digest set right: refused with the one code (C5)", (_, at, size) => {
    for (let bit = 0; bit < 8 * size; bit++) {
      const byte = at + (bit >> 3);
      const changed = patch(response, byte, response[byte]! ^ (1 << (bit & 7)));
      expect(codeOf(() => readResponse(changed, expected))).toBe("RESPONSE_REFUSED");
    }
  });

  test("an answer to another question is refused, whichever field differs on this side", () => {
    const others: Partial<ResponseExpectation>[] = [
      { requestId: createRequestId() },
      { requestDigest: sha256(Buffer.from("another")) },
      { contractDigest: "7b".repeat(32) as ContractDigest },
      { chunk: 8 },
      { plan: { ...plan, name: "dot-strong" } },
      { plan: { ...plan, response: { ...plan.response, level: 1 } } },
      { plan: { ...plan, response: { ...plan.response, scale: 2 ** 17 } } },
      { plan: { ...plan, response: { ...plan.response, modulusBits: 23 } } },
      { plan: { ...plan, response: { ...plan.response, modulusBits: null } } },
      { plan: { ...plan, response: { ...plan.response, positions: [1, 2] } } },
    ];
    for (const other of others) {
      expect(codeOf(() => readResponse(response, { ...expected, ...other }))).toBe("RESPONSE_REFUSED");
    }
  });

  test("broken frames have the same code, and the cause beside it", () => {
    for (const bytes of [new Uint8Array(), request.bytes, response.subarray(1), Buffer.concat([response, response])]) {
      expect(codeOf(() => readResponse(bytes, expected))).toBe("RESPONSE_REFUSED");
    }
    const zeros = patch(response, 192 + 22, ...new Array<number>(5632).fill(0));
    try {
      readResponse(zeros, expected);
      expect.unreachable();
    } catch (error) {
      expect((error as Error).cause).toMatchObject({ code: "CIPHERTEXT_TRANSPARENT" });
    }
  });
});

describe.each<[string, () => Uint8Array, (bytes: Uint8Array) => unknown]>([
  ["request", () => request.bytes, (bytes) => readRequest(bytes, expectation)],
  ["response", () => response, (bytes) => readResponse(bytes, expected)],
])("a %s", (_, intact, read) => {
  test("with one bit flipped, or cut short, is never accepted: 10,000 times", () => {
    const whole = intact();
    const bits = fc.nat(8 * whole.length - 1);
    const positions = fc.sample(fc.oneof(fc.nat(8 * 224), bits), { numRuns: 8000, seed: 1 });
    const lengths = fc.sample(fc.nat(whole.length - 1), { numRuns: 2000, seed: 2 });
    const flips = positions.map((bit) => {
      const out = whole.slice();
      out[bit >> 3] = out[bit >> 3]! ^ (1 << (bit & 7));
      return out;
    });
    const accepted = [...flips, ...lengths.map((length) => whole.subarray(0, length))].filter(
      (bytes) => codeOf(() => read(bytes)) === undefined,
    );
    expect(accepted).toEqual([]);
  });
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
