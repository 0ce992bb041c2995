import { createContext, createEncoder, type ExtractedCiphertext, presets, registers } from "@velum/ckks";
import { generateSecretKey } from "@velum/ckks/secret";
import type { ContractDigest } from "@velum/protocol";
import { beforeAll, describe, expect, test } from "vitest";
import { VelumClientError } from "../errors.ts";
import { OneTimeKey } from "./one-time-key.ts";
import type { KeyBinding } from "./request-key.ts";

let here: KeyBinding;
beforeAll(async () => {
  const contractDigest = "7a".repeat(32) as ContractDigest;
  here = { origin: "https://a.example", contractDigest, context: await createContext(presets.linear) };
});

const message = ({ context }: KeyBinding) =>
  createEncoder(context).encodeCoefficients([0.5], { level: 1, scale: 2 ** 30 });

const reading = { order: "coefficients", step: 2 ** -10 } as const;

/** The ciphertext as an answer: its first coefficient. */
function answerOf({ context }: KeyBinding, key: OneTimeKey, binding: KeyBinding): ExtractedCiphertext {
  const register = registers.loadRegister(context, key.encrypt(binding, [message(binding)])[0]!);
  const answer = registers.extract(context, register, [0]);
  registers.freeRegister(context, register);
  return answer;
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof VelumClientError) return error.code;
    throw error;
  }
  return "none";
}

describe("a one-time key", () => {
  test("encrypts once and opens once", () => {
    const key = new OneTimeKey(here, 0);
    const answer = answerOf(here, key, here);
    expect(key.open(here, [answer], reading)).toEqual([Float64Array.of(0.5)]);
    expect(codeOf(() => key.encrypt(here, [message(here)]))).toBe("KEY_USED");
    expect(codeOf(() => key.open(here, [answer], reading))).toBe("KEY_USED");
  });

  test("opens nothing that it did not ask for", () => {
    const answer = answerOf(here, new OneTimeKey(here, 0), here);
    expect(codeOf(() => new OneTimeKey(here, 0).open(here, [answer], reading))).toBe("KEY_USED");
  });

  test("serves one origin, one contract and one parameter set (B9)", async () => {
    const elsewhere = { ...here, origin: "https://b.example" };
    const others = { ...here, context: await createContext(presets.linearStrong) };
    const another = { ...here, contractDigest: "7b".repeat(32) as ContractDigest };
    for (const binding of [elsewhere, another, others]) {
      const key = new OneTimeKey(here, 0);
      expect(codeOf(() => key.encrypt(binding, [message(binding)]))).toBe("KEY_BOUND");
      const answer = answerOf(here, key, here);
      expect(codeOf(() => key.open(binding, [answer], reading))).toBe("KEY_BOUND");
    }
  });

  test("is gone after dispose, and two keys share nothing", () => {
    const key = new OneTimeKey(here, 0);
    key.dispose();
    key.dispose();
    expect(() => key.encrypt(here, [message(here)])).toThrow(/disposed/);
    const [a, b] = [generateSecretKey(here.context), generateSecretKey(here.context)];
    expect(a.material.prfKey).not.toEqual(b.material.prfKey);
    expect(a.material.coefficients).not.toEqual(b.material.coefficients);
  });
});
