import { type Context, createContext, createEncoder, presets, registers } from "@velum/ckks";
import { createPublicKey, encrypt, generateSecretKey } from "@velum/ckks/secret";
import { expect, test } from "vitest";
import { FLOODING, INPUT_SCALE, POSITION, randomWeights, withProduct } from "../../reference/one-limb-program.ts";
import { centred, divide, firstLimb, type Limb, toCoefficients, toValues } from "../../reference/residues.ts";

/**
 * A client divides the answer's uniform part by that of its request. Without protection the quotient is the polynomial of
 * the weights; with it, it is noise (parameters.md, 5.1).
 */
function divideAnswer(context: Context, answer: Limb, request: Limb, count: number): number[] {
  const quotient = centred(context, toCoefficients(context, divide(context, answer, request)));
  return Array.from({ length: count }, (_, j) => quotient[POSITION - j]!);
}

test("division of the answer by the request: every weight without protect, none with it", async () => {
  const context = await createContext(presets.linear);
  const weights = randomWeights();
  using secret = generateSecretKey(context);
  const publicKey = createPublicKey(context, secret, { level: 0 });
  const message = createEncoder(context).encodeCoefficients([1, 2, 3], { level: 0, scale: INPUT_SCALE });
  const request = encrypt(context, secret, message);
  const requestMask = firstLimb(context, request.parts[1]!);

  const open = withProduct(context, weights, request, (product) => registers.storeRegister(context, product));
  expect(divideAnswer(context, firstLimb(context, open.parts[1]!), requestMask, 13)).toEqual(weights);

  const options = {
    positions: [POSITION],
    floodingDeviation: FLOODING,
    outputLevel: 0,
    modulusBits: null,
    hedge: new Uint8Array(32),
  };
  const closed = withProduct(context, weights, request, (p) => registers.protect(context, p, publicKey, options));
  expect(closed.body.kind).toBe("residues");
  if (closed.body.kind !== "residues") return;
  const answerMask = toValues(context, firstLimb(context, closed.body.masks[0]!));
  const guessed = divideAnswer(context, answerMask, requestMask, 13);
  // A wrong quotient is uniform modulo 2^30: one coefficient of 13 hits its weight with probability 2^-26.
  expect(guessed.filter((w, j) => w === weights[j])).toEqual([]);
});
