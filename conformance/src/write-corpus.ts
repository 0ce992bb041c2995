import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createEvaluator,
  FORMAT_VERSION,
  writeCiphertext,
  writeExtracted,
  writeGaloisKey,
  writePlaintext,
  writePublicKey,
  writeRelinearizationKey,
} from "@velum/ckks";
import { insecureAllowTestFrames } from "@velum/ckks/insecure";
import {
  createPublicKey,
  createRelinearizationKey,
  createRotationKeys,
  decryptExtractedRaw,
  decryptSlotsRaw,
  encrypt,
  generateSecretKey,
  writeSecretKey,
} from "@velum/ckks/secret";
import {
  bottom,
  CORPUS_SETS,
  type CorpusSet,
  corpusTools,
  corpusValues,
  POSITIONS,
  ROTATION,
  TRUNCATED_BITS,
} from "./corpus.ts";

/** Writes the corpus of the current format version, once. An existing one is never overwritten: old bytes are read forever. */
const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), "corpus", String(FORMAT_VERSION));

insecureAllowTestFrames();
if (existsSync(join(folder, "SHA256SUMS"))) {
  console.error(`corpus/${FORMAT_VERSION} exists: a new format version gets a new folder`);
  process.exit(1);
}
for (const set of CORPUS_SETS) await writeSet(set);
const files = CORPUS_SETS.flatMap(({ name }) =>
  readdirSync(join(folder, name)).map((file) => `${name}/${file}`),
).sort();
const sums = files.map(
  (file) =>
    `${createHash("sha256")
      .update(readFileSync(join(folder, file)))
      .digest("hex")}  ${file}`,
);
writeFileSync(join(folder, "SHA256SUMS"), `${sums.join("\n")}\n`);

async function writeSet(set: CorpusSet): Promise<void> {
  const { context, encoder } = await corpusTools(set);
  const { parameters, scale } = set;
  const level = parameters.maxLevel;
  const secret = generateSecretKey(context);
  const values = corpusValues(parameters.slotCount, 0);
  const plaintext = encoder.encodeSlots(values, { level, scale });
  const ciphertext = encrypt(context, secret, plaintext);
  const coefficients = encrypt(context, secret, encoder.encodeCoefficients(values, { level, scale: 2 ** 20 }));
  const relinearization = set.keys ? createRelinearizationKey(context, secret, { level: 1 }) : undefined;
  const galois = set.keys ? createRotationKeys(context, secret, [{ steps: ROTATION, level: 1 }]) : [];
  const evaluator = createEvaluator(context, { galois, ...(relinearization ? { relinearization } : {}) });
  const extracted = evaluator.extract(bottom(evaluator, coefficients), POSITIONS);
  const truncated = evaluator.truncate(extracted, TRUNCATED_BITS);
  mkdirSync(join(folder, set.name), { recursive: true });
  const put = (name: string, bytes: Uint8Array | string): void => writeFileSync(join(folder, set.name, name), bytes);
  const results: Record<string, readonly number[]> = {
    ciphertext: [...decryptSlotsRaw(context, secret, ciphertext).re],
    extracted: [...decryptExtractedRaw(context, secret, extracted)],
    truncated: [...decryptExtractedRaw(context, secret, truncated)],
  };
  put("secret-key.velum", writeSecretKey(context, secret));
  put("public-key.velum", writePublicKey(context, createPublicKey(context, secret)));
  put("plaintext.velum", writePlaintext(context, plaintext));
  put("ciphertext.velum", writeCiphertext(context, ciphertext));
  put("extracted.velum", writeExtracted(context, extracted));
  put("truncated.velum", writeExtracted(context, truncated));
  if (relinearization !== undefined) {
    const low = evaluator.dropLevel(ciphertext, 1);
    const product = evaluator.square(low);
    put("relinearization-key.velum", writeRelinearizationKey(context, relinearization));
    put("galois-key.velum", writeGaloisKey(context, galois[0]!));
    put("product.velum", writeCiphertext(context, product));
    results["relinearized"] = [...decryptSlotsRaw(context, secret, evaluator.relinearizeRescale(product)).re];
    results["rotated"] = [...decryptSlotsRaw(context, secret, evaluator.rotate(low, ROTATION)).re];
  }
  const { ringDegree, primes, specialPrimes, digest } = parameters;
  put("set.json", `${JSON.stringify({ ringDegree, primes, specialPrimes, digest, scale, results }, null, 1)}\n`);
}
