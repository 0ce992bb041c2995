import type { PublicKey } from "@velum/ckks";
import { afterEach, describe, expect, test, vi } from "vitest";
import { ask } from "../../reference/ask.ts";
import { compiledModel } from "../../reference/compiled-model.ts";
import { FLOODING, INPUT_SCALE, POSITION, randomWeights } from "../../reference/one-limb-program.ts";
import { centred, divide, firstLimb, type Limb, subtract, toCoefficients, toValues } from "../../reference/residues.ts";
import { infer } from "../infer.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe("every answer has a mask of its own", () => {
  test("the same request twice: two answers, no part of which is alike, with one meaning", async () => {
    const { loaded } = await compiledModel([0.5, -0.25], 1);
    const question = ask(loaded, [1, 2]);
    const [first, second] = [1, 2].map(() => infer(loaded, question.bytes)) as [Uint8Array, Uint8Array];
    const bodies = [first, second].map((response) => question.read(response).body);
    const [a, b] = bodies.map((body) => (body.kind === "truncated" ? body.masks[0]! : new Float64Array()));
    const alike = a!.filter((x, i) => x === b![i]).length;
    expect(a).toHaveLength(2048);
    // 2,048 pairs of 26 bits: one equal pair once in 30,000 runs, three never.
    expect(alike).toBeLessThan(3);
    expect(Math.abs(question.open(first) - question.open(second))).toBeLessThan(0.008);
  });

  test("coefficients that carry no output are not sent", async () => {
    const { loaded } = await compiledModel([0.5, -0.25], 1);
    const question = ask(loaded, [1, 2]);
    const response = infer(loaded, question.bytes);
    const { positions, body } = question.read(response);
    expect(positions).toEqual([1]);
    expect(body.constants).toHaveLength(1);
    // c_1 whole, one group of eight for c_0, and 264 bytes of fields and digests: no room for another coefficient.
    const { modulusBits } = loaded.contract.plans[0]!.response;
    expect(response.length).toBeLessThanOrEqual(((2048 + 8) / 8) * modulusBits! + 264);
  });
});

/**
 * A machine cloned in mid-run: memory and random source repeat. Returns the weights that a client reads from the
 * difference of two answers by the two clones to two of its requests (A5, B3).
 */
async function readFromClones(weights: readonly number[], hedges: readonly Uint8Array[]): Promise<number[]> {
  const { key, requests } = await twoRequests();
  vi.stubGlobal("crypto", { getRandomValues: (bytes: Uint8Array) => bytes.fill(7) });
  const answers: Limb[] = [];
  for (const [i, request] of requests.entries()) {
    vi.resetModules();
    const { createContext, presets, registers } = await import("@velum/ckks");
    const product = await import("../../reference/one-limb-program.ts");
    const context = await createContext(presets.linear);
    const options = {
      positions: [POSITION],
      floodingDeviation: FLOODING,
      outputLevel: 0,
      modulusBits: null,
      hedge: hedges[i]!,
    };
    const ciphertext = product.anyCiphertext(context, request, request);
    const { body } = product.withProduct(context, weights, ciphertext, (p) =>
      registers.protect(context, p, key, options),
    );
    if (body.kind === "residues") answers.push(toValues(context, firstLimb(context, body.masks[0]!)));
  }
  const { createContext, presets } = await import("@velum/ckks");
  const context = await createContext(presets.linear);
  const [first, second] = [subtract(context, answers[0]!, answers[1]!), subtract(context, requests[0]!, requests[1]!)];
  const quotient = centred(context, toCoefficients(context, divide(context, first, second)));
  return weights.map((_, j) => quotient[POSITION - j]!);
}

/** One key, two requests under it: the uniform parts alone matter here. */
async function twoRequests(): Promise<{ readonly key: PublicKey; readonly requests: readonly [Limb, Limb] }> {
  const { createContext, createEncoder, presets } = await import("@velum/ckks");
  const { createPublicKey, encrypt, generateSecretKey } = await import("@velum/ckks/secret");
  const context = await createContext(presets.linear);
  const secret = generateSecretKey(context);
  const message = createEncoder(context).encodeCoefficients([1], { level: 0, scale: INPUT_SCALE });
  const [a, b] = [1, 2].map(() => firstLimb(context, encrypt(context, secret, message).parts[1]!));
  return { key: createPublicKey(context, secret, { level: 0 }), requests: [a!, b!] };
}

test("a cloned machine: with one hedge the weights are the difference, with the requests' digests they are not", async () => {
  const weights = randomWeights();
  const hedge = new Uint8Array(32).fill(1);
  expect(await readFromClones(weights, [hedge, hedge])).toEqual(weights);
  const guessed = await readFromClones(weights, [hedge, new Uint8Array(32).fill(2)]);
  expect(guessed.filter((w, j) => w === weights[j])).toEqual([]);
});
