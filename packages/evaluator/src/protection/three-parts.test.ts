import { type Context, createContext, createEncoder, type ExtractedCiphertext, presets, registers } from "@velum/ckks";
import { createPublicKey, encrypt, generateSecretKey } from "@velum/ckks/secret";
import { describe, expect, test } from "vitest";
import { columnsSquare } from "../../reference/columns-programs.ts";
import { numbers, randomAffine, randomRows } from "../../reference/random-model.ts";
import {
  divide,
  firstLimb,
  fromIntegers,
  type Limb,
  multiply,
  toCoefficients,
  toValues,
} from "../../reference/residues.ts";
import { columnsClient } from "../../reference/run-columns.ts";
import { execute } from "../execute.ts";

const WEIGHT = 731;
/** Of level 0 alone: the attacker's arithmetic is that of one prime. */
const LEVEL = { level: 0, scale: 2 ** 8 };

/** (w x)^2 of one column: the parts w^2 (c_0^2, 2 c_0 c_1, c_1^2), and what the client sent. */
async function squareOfColumn() {
  const context = await createContext(presets.columns);
  const secret = generateSecretKey(context);
  const request = encrypt(context, secret, createEncoder(context).encodeSlots([1, 2, 3], LEVEL));
  const input = registers.loadRegister(context, request);
  const factor = registers.multiplyScalar(context, input, WEIGHT, 1 as never);
  const square = registers.square(context, factor);
  for (const register of [input, factor]) registers.freeRegister(context, register);
  const [c0, c1] = request.parts.map((part) => firstLimb(context, part)) as [Limb, Limb];
  return { context, secret, square, c0, c1 };
}

/** The quotient of an answer's part by what the client knows of it: w^2 as a constant polynomial, unless it is masked. */
const quotient = (context: Context, part: Limb, known: Limb): readonly number[] => [
  ...toCoefficients(context, divide(context, part, known)),
];

const constant = (context: Context): readonly number[] => [...fromIntegers(context, [WEIGHT ** 2])];

describe("division of a three-part answer by the request", () => {
  test("reads the weight from both uniform parts without protect", async () => {
    const { context, square, c0, c1 } = await squareOfColumn();
    const { parts } = registers.storeRegister(context, square);
    registers.freeRegister(context, square);
    const [, d1, d2] = parts.map((part) => firstLimb(context, part)) as [Limb, Limb, Limb];
    const two = toValues(context, fromIntegers(context, [2]));
    expect(quotient(context, d2, multiply(context, c1, c1))).toEqual(constant(context));
    expect(quotient(context, d1, multiply(context, two, multiply(context, c0, c1)))).toEqual(constant(context));
  });

  test("reads nothing from either with it", async () => {
    const { context, secret, square, c0, c1 } = await squareOfColumn();
    const publicKey = createPublicKey(context, secret, { level: 0 });
    const options = { positions: "all", floodingDeviation: 2 ** 8, outputLevel: 0, modulusBits: null } as const;
    const { body } = registers.protect(context, square, publicKey, { ...options, hedge: new Uint8Array(32) });
    registers.freeRegister(context, square);
    if (body.kind !== "residues") throw new Error("the attack reads residues");
    const [d1, d2] = body.masks.map((mask) => toValues(context, firstLimb(context, mask))) as [Limb, Limb];
    const two = toValues(context, fromIntegers(context, [2]));
    for (const guess of [
      quotient(context, d2, multiply(context, c1, c1)),
      quotient(context, d1, multiply(context, two, multiply(context, c0, c1))),
    ]) {
      // A wrong quotient is uniform modulo 2^30: of 4,096 coefficients, two hits happen once in 10^11 runs.
      const expected = constant(context);
      expect(guess.filter((x, i) => x === expected[i]).length).toBeLessThan(2);
    }
  });
});

test("the same columns twice: no part of the answers is alike, and both say the same", async () => {
  const next = numbers(5);
  const [hidden, output] = [randomAffine(next, 4, 3, 0.4), randomAffine(next, 1, 4, 0.3)];
  const rows = randomRows(next, 100, 3);
  const client = await columnsClient(columnsSquare(hidden, output));
  const inputs = client.encrypt(rows);
  const [first, second] = [1, 2].map(() => execute(client.loaded, inputs)[0]!) as [
    ExtractedCiphertext,
    ExtractedCiphertext,
  ];
  const parts = ({ body }: ExtractedCiphertext) => (body.kind === "truncated" ? [body.constants, ...body.masks] : []);
  expect(parts(first)).toHaveLength(3);
  parts(first).forEach((part, p) => {
    // 4,096 pairs of 36 bits.
    expect(part.filter((x, i) => x === parts(second)[p]![i]).length).toBeLessThan(2);
  });
  const [a, b] = [first, second].map(client.decrypt);
  rows.forEach((_, r) => {
    expect(Math.abs(a![r]! - b![r]!)).toBeLessThan(0.01);
  });
});
