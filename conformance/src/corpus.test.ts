import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createEvaluator,
  readCiphertext,
  readExtracted,
  readGaloisKey,
  readPlaintext,
  readPublicKey,
  readRelinearizationKey,
  rotationElement,
  writeCiphertext,
  writeExtracted,
  writeGaloisKey,
  writePlaintext,
  writePublicKey,
  writeRelinearizationKey,
} from "@velum/ckks";
import { insecureAllowTestFrames } from "@velum/ckks/insecure";
import { decryptExtractedRaw, decryptSlotsRaw, readSecretKey, writeSecretKey } from "@velum/ckks/secret";
import { beforeAll, describe, expect, test } from "vitest";
import { CORPUS_SETS, corpusTools, corpusValues, POSITIONS, ROTATION, TRUNCATED_BITS } from "./corpus.ts";

/** What `set.json` holds. */
interface KnownSet {
  readonly primes: readonly number[];
  readonly specialPrimes: readonly number[];
  readonly digest: string;
  readonly results: Readonly<Record<string, readonly number[]>>;
}

const corpus = join(dirname(dirname(fileURLToPath(import.meta.url))), "corpus", "1");
const read = (path: string): Uint8Array => new Uint8Array(readFileSync(join(corpus, path)));
const close = (got: ArrayLike<number>, expected: readonly number[], tolerance: number): void => {
  expect(got.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(got[i]! - value), `index ${i}`).toBeLessThan(tolerance);
  });
};

beforeAll(() => insecureAllowTestFrames());

test("the corpus is the one that was written", () => {
  for (const line of readFileSync(join(corpus, "SHA256SUMS"), "utf8").trim().split("\n")) {
    const [sum, file] = line.split("  ");
    expect(createHash("sha256").update(read(file!)).digest("hex"), file).toBe(sum);
  }
});

describe.each(CORPUS_SETS)("format 1, set $name", (set) => {
  const known = JSON.parse(readFileSync(join(corpus, set.name, "set.json"), "utf8")) as KnownSet;
  const bytes = (name: string): Uint8Array => read(`${set.name}/${name}.velum`);
  const level = set.parameters.maxLevel;

  test("parameters and their digest are still the same", () => {
    const { primes, specialPrimes, digest } = set.parameters;
    expect({ primes, specialPrimes, digest }).toEqual({
      primes: known.primes,
      specialPrimes: known.specialPrimes,
      digest: known.digest,
    });
  });

  test("every object reads, decrypts to the known result and writes the same bytes", async () => {
    const { context, encoder, evaluator } = await corpusTools(set);
    const secret = readSecretKey(bytes("secret-key"), { context });
    expect(writeSecretKey(context, secret)).toEqual(bytes("secret-key"));
    const publicKey = readPublicKey(bytes("public-key"), { context, level });
    expect(writePublicKey(context, publicKey)).toEqual(bytes("public-key"));
    const plaintext = readPlaintext(bytes("plaintext"), { context, level });
    expect(writePlaintext(context, plaintext)).toEqual(bytes("plaintext"));
    close(encoder.decodeSlots(plaintext).re, [...corpusValues(set.parameters.slotCount, 0)], 1e-4);
    const ciphertext = readCiphertext(bytes("ciphertext"), { context, level, parts: 2 });
    expect(writeCiphertext(context, ciphertext)).toEqual(bytes("ciphertext"));
    close(decryptSlotsRaw(context, secret, ciphertext).re, known.results["ciphertext"]!, 1e-12);
    const extracted = readExtracted(bytes("extracted"), { context, level: 0, parts: 2, count: POSITIONS.length });
    expect(writeExtracted(context, extracted)).toEqual(bytes("extracted"));
    close(decryptExtractedRaw(context, secret, extracted), known.results["extracted"]!, 1e-12);
    const truncated = evaluator.truncate(extracted, TRUNCATED_BITS);
    expect(writeExtracted(context, truncated)).toEqual(bytes("truncated"));
    close(decryptExtractedRaw(context, secret, truncated), known.results["truncated"]!, 1e-12);
  });
});

describe.each(CORPUS_SETS.filter((set) => set.keys))("format 1, evaluation keys of set $name", (set) => {
  const known = JSON.parse(readFileSync(join(corpus, set.name, "set.json"), "utf8")) as KnownSet;
  const bytes = (name: string): Uint8Array => read(`${set.name}/${name}.velum`);
  const level = set.parameters.maxLevel;

  test("they switch to the known results", async () => {
    const { context } = await corpusTools(set);
    const secret = readSecretKey(bytes("secret-key"), { context });
    const keyLevel = 1;
    const relinearization = readRelinearizationKey(bytes("relinearization-key"), { context, level: keyLevel });
    const element = rotationElement(ROTATION, set.parameters);
    const rotation = readGaloisKey(bytes("galois-key"), { context, level: keyLevel, element });
    expect(writeRelinearizationKey(context, relinearization)).toEqual(bytes("relinearization-key"));
    expect(writeGaloisKey(context, rotation)).toEqual(bytes("galois-key"));
    const evaluator = createEvaluator(context, { relinearization, galois: [rotation] });
    const product = readCiphertext(bytes("product"), { context, level: keyLevel, parts: 3 });
    close(
      decryptSlotsRaw(context, secret, evaluator.relinearizeRescale(product)).re,
      known.results["relinearized"]!,
      1e-12,
    );
    const ciphertext = readCiphertext(bytes("ciphertext"), { context, level, parts: 2 });
    const rotated = evaluator.rotate(evaluator.dropLevel(ciphertext, 1), ROTATION);
    close(decryptSlotsRaw(context, secret, rotated).re, known.results["rotated"]!, 1e-12);
  });
});
