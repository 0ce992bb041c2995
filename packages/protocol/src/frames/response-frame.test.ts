import { createHash } from "node:crypto";
import {
  type Context,
  createContext,
  createExtracted,
  createPoly,
  type ExtractedCiphertext,
  type KeySet,
  type KeySetId,
  positionCount,
  presets,
  toLevel,
  toScale,
} from "@velum/ckks";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ContractDigest } from "../contract/contract.ts";
import { VelumError } from "../errors.ts";
import type { FramePlan } from "./frame-plan.ts";
import { responseFrameBytes } from "./frame-sizes.ts";
import { type ResponseExpectation, readResponse } from "./read-response.ts";
import { createRequestId } from "./request-id.ts";
import { type AnsweredRequest, writeResponse } from "./write-response.ts";

const sha256 = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash("sha256").update(bytes).digest());

const context = await createContext(presets.linear);
const contractDigest = "7a".repeat(32) as ContractDigest;
const plan: FramePlan = {
  name: "dot",
  packing: { kind: "dot", features: 13, block: 16, rows: 1, monomials: null, outputsPerRow: 1 },
  input: { level: 1, scale: 2 ** 27 },
  keys: { publicKeyLevel: 0, relinearization: null, rotations: [] },
  response: { results: 1, parts: 2, level: 0, scale: 2 ** 16, modulusBits: 22, positions: [2047], bound: 16 },
};
const request: AnsweredRequest = {
  requestId: createRequestId(),
  digest: sha256(Buffer.from("the request")),
  contractDigest,
  served: { plan, context },
  keySet: null,
  chunk: 7,
};
const expected: ResponseExpectation = {
  context,
  plan,
  contractDigest,
  requestId: request.requestId,
  requestDigest: request.digest,
  chunk: 7,
};

/** A result of the plan's shape, drawn by fast-check's seed alone. */
function result(target: Context, shape: FramePlan["response"], random: () => number): ExtractedCiphertext {
  const { parameters } = target;
  const n = parameters.ringDegree;
  const level = toLevel(shape.level, parameters.maxLevel);
  const fields = { parameters, level, scale: toScale(shape.scale), positions: shape.positions };
  const { modulusBits } = shape;
  const masksOf = <T>(one: () => T): readonly T[] => Array.from({ length: shape.parts - 1 }, one);
  const count = positionCount(shape.positions, parameters);
  if (modulusBits !== null) {
    const value = (): number => Math.floor((random() - 0.5) * 2 ** modulusBits);
    const run = (length: number): Float64Array<ArrayBuffer> => Float64Array.from({ length }, value);
    const body = { kind: "truncated", modulusBits, constants: run(count), masks: masksOf(() => run(n)) } as const;
    return createExtracted({ ...fields, body });
  }
  const primes = parameters.primes.slice(0, level + 1);
  const run = (length: number): Uint32Array<ArrayBuffer> =>
    Uint32Array.from({ length: length * primes.length }, (_, i) =>
      Math.floor(random() * primes[Math.floor(i / length)]!),
    );
  const masks = masksOf(() => createPoly("coefficients", primes.length, run(n)));
  return createExtracted({ ...fields, body: { kind: "residues", constants: run(count), masks } });
}

const response = writeResponse(request, [result(context, plan.response, Math.random)]);

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
    // No CkksError may come through: one code for all.
    if (error instanceof VelumError) return error.code;
    throw error;
  }
}

describe("a response", () => {
  test("of the default preset fits 8 KiB, truncated or not", () => {
    expect(response.length).toBe(72 + 184 + 22 + (2048 * 22) / 8);
    const whole = { ...plan.response, modulusBits: null };
    const untruncated = writeResponse(request, [result(context, whole, Math.random)]);
    expect(untruncated.length).toBe(72 + 184 + 30 + (2048 * 30) / 8);
    expect(untruncated.length).toBeLessThanOrEqual(8 * 1024);
  });

  test("reads back as it was written, for results of every shape", () => {
    fc.assert(
      fc.property(
        fc.record({
          level: fc.nat(1),
          scale: fc.integer({ min: 1, max: 2 ** 30 }),
          modulusBits: fc.option(fc.integer({ min: 8, max: 29 })),
          positions: fc.oneof(fc.uniqueArray(fc.nat(2047), { minLength: 1, maxLength: 64 }), fc.constant<"all">("all")),
          parts: fc.constantFrom<2 | 3>(2, 3),
          results: fc.integer({ min: 1, max: 3 }),
        }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        (shape, stream) => {
          const response = { ...plan.response, ...shape };
          const random = [...stream.take(61)];
          let drawn = 0;
          const results = Array.from({ length: shape.results }, () =>
            result(context, response, () => (random[drawn % 61]! + drawn++ / 61) % 1),
          );
          const served = { plan: { ...plan, response }, context };
          const bytes = writeResponse({ ...request, served }, results);
          expect(bytes.length).toBe(responseFrameBytes(served));
          expect(readResponse(bytes, { ...expected, plan: served.plan })).toEqual(results);
        },
      ),
      { numRuns: 30 },
    );
  });

  test("level, scale and positions come from the contract", () => {
    const nudged = { ...plan, response: { ...plan.response, scale: 2 ** 16 * (1 + 2 ** -45), positions: [5] } };
    const [read] = readResponse(response, { ...expected, plan: nudged });
    expect(read!.scale).toBe(nudged.response.scale);
    expect(read!.positions).toEqual([5]);
  });

  const FIELDS: readonly [string, number, number][] = [
    ["parameter digest", 8, 32],
    ["request id", 40, 16],
    ["request digest", 56, 32],
    ["contract digest", 88, 32],
    ["key set id", 120, 32],
    ["plan", 152, 48],
    ["chunk", 200, 4],
    ["output count", 204, 4],
    ["level", 208, 1],
    ["parts", 209, 1],
    ["modulus bits", 210, 1],
    ["reserved byte", 211, 1],
    ["results", 212, 4],
    // The low 12 bits are within the tolerance of equal scales.
    ["scale", 218, 6],
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
      { keySetId: "7b".repeat(32) as KeySetId },
      { chunk: 8 },
      { plan: { ...plan, name: "dot-strong" } },
      { plan: { ...plan, response: { ...plan.response, level: 1 } } },
      { plan: { ...plan, response: { ...plan.response, scale: 2 ** 17 } } },
      { plan: { ...plan, response: { ...plan.response, modulusBits: 23 } } },
      { plan: { ...plan, response: { ...plan.response, modulusBits: null } } },
      { plan: { ...plan, response: { ...plan.response, positions: [1, 2] } } },
      { plan: { ...plan, response: { ...plan.response, positions: "all" } } },
      { plan: { ...plan, response: { ...plan.response, parts: 3 } } },
      { plan: { ...plan, response: { ...plan.response, results: 2 } } },
    ];
    for (const other of others) {
      expect(codeOf(() => readResponse(response, { ...expected, ...other }))).toBe("RESPONSE_REFUSED");
    }
  });

  test("an answer under a key set names it, and is refused for another one and for none", () => {
    const id = "5c".repeat(32) as KeySetId;
    const named = { ...request, keySet: { id, keys: {} as KeySet } };
    const answer = writeResponse(named, [result(context, plan.response, Math.random)]);
    expect(answer.length).toBe(response.length);
    expect(readResponse(answer, { ...expected, keySetId: id })).toHaveLength(1);
    expect(codeOf(() => readResponse(answer, expected))).toBe("RESPONSE_REFUSED");
    const other = { ...expected, keySetId: "5d".repeat(32) as KeySetId };
    expect(codeOf(() => readResponse(answer, other))).toBe("RESPONSE_REFUSED");
  });

  test("broken frames have the same code, and the cause beside it", () => {
    for (const bytes of [
      new Uint8Array(),
      patch(response, 6, 64),
      response.subarray(1),
      Buffer.concat([response, response]),
    ]) {
      expect(codeOf(() => readResponse(bytes, expected))).toBe("RESPONSE_REFUSED");
    }
    const zeros = patch(response, 224 + 22, ...new Array<number>(5632).fill(0));
    try {
      readResponse(zeros, expected);
      expect.unreachable();
    } catch (error) {
      expect((error as Error).cause).toMatchObject({ code: "CIPHERTEXT_TRANSPARENT" });
    }
  });
});

test("a response with one bit flipped, or cut short, is never accepted: 10,000 times", () => {
  const bits = fc.oneof(fc.nat(8 * 256), fc.nat(8 * response.length - 1));
  const codes = new Set<string | undefined>();
  for (const bit of fc.sample(bits, { numRuns: 8000, seed: 1 })) {
    const changed = response.slice();
    changed[bit >> 3] = changed[bit >> 3]! ^ (1 << (bit & 7));
    codes.add(codeOf(() => readResponse(changed, expected)));
  }
  for (const length of fc.sample(fc.nat(response.length - 1), { numRuns: 2000, seed: 2 })) {
    codes.add(codeOf(() => readResponse(response.subarray(0, length), expected)));
  }
  expect([...codes]).toEqual(["RESPONSE_REFUSED"]);
});
