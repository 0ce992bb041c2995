/**
 * Runs a number of mixed operations on a small ring and prints memory before and after as JSON; or, with `context`, what the
 * engine and an N=8192 context add to a process. Its own process, so that nothing else is measured.
 */
import { createEncoder } from "../src/encoding/encoder.ts";
import { prepareZero } from "../src/encryption/public-encryption.ts";
import { createContext } from "../src/engine/context.ts";
import { createEvaluator } from "../src/evaluation/evaluator.ts";
import { preparePlaintext } from "../src/evaluation/prepared-plaintext.ts";
import { presets } from "../src/parameters/presets.ts";
import { decryptSlots, decryptSlotsRaw } from "../src/secret/decrypt.ts";
import { decryptExtracted } from "../src/secret/decrypt-extracted.ts";
import { encrypt } from "../src/secret/encrypt.ts";
import { createRotationKeys } from "../src/secret/galois-key.ts";
import { createRelinearizationKey } from "../src/secret/relinearization-key.ts";
import { generateSecretKey } from "../src/secret/secret-key.ts";
import { differences, rotate, times, worst } from "./complex-slots.ts";
import { Scene } from "./scheme-scene.ts";
import { parametersOf } from "./scheme-shapes.ts";

const rss = (): number => {
  globalThis.gc?.();
  return process.memoryUsage.rss();
};

/** One round of every operation, with fresh plaintexts, in one synchronous run; returns how many operations it did. */
async function prepareRounds(): Promise<{ round: () => number; error: () => number; memoryBytes: () => number }> {
  const scene = await Scene.create(parametersOf({ ringDegree: 64, primes: 3, bits: 29, alpha: 1 }), 1);
  const { context, secret, publicKey } = scene;
  const keys = {
    relinearization: createRelinearizationKey(context, secret),
    galois: createRotationKeys(context, secret, [{ steps: 1 }, { steps: 5, level: 1 }]),
  };
  const evaluator = createEvaluator(context, keys);
  const weights = preparePlaintext(context, scene.plaintext(scene.values(), 2, 2 ** 29));
  const { slots } = scene.fresh(2, 2 ** 20);
  const round = (): number => {
    const plain = scene.plaintext(slots, 2, 2 ** 24);
    const a = encrypt(context, secret, plain);
    const b = evaluator.subtractPlain(evaluator.addPlain(evaluator.add(a, a), plain), plain);
    const c = evaluator.innerProduct([a, b], [plain, scene.plaintext(slots, 2, 2 ** 24)]);
    const d = evaluator.multiplyPlain(evaluator.addScalar(evaluator.negate(a), 0.25), weights);
    const e = evaluator.relinearizeRescale(evaluator.multiply(a, b));
    const f = evaluator.rotateMany(evaluator.dropLevel(e, 1), [1, 5]);
    const masked = evaluator.addZero(f[0]!, prepareZero(context, publicKey, { level: 1, parts: 2 }));
    const flooded = evaluator.addFlooding(masked, [0, 3], 2 ** 6);
    const extracted = evaluator.truncate(evaluator.extract(evaluator.dropLevel(flooded, 0), [0, 3]), 24);
    decryptExtracted(context, secret, extracted, { step: 2 ** -4 });
    decryptSlots(context, secret, evaluator.rescale(d), { step: 2 ** -4 });
    evaluator.multiplyPlain(c, plain);
    try {
      evaluator.rotate(a, 5);
    } catch {
      // Refused: the key is of level 1. A refusal counts, and must cost no memory either.
    }
    return 24;
  };
  const error = (): number => {
    const a = encrypt(context, secret, scene.plaintext(slots, 2, 2 ** 24));
    const y = evaluator.rotate(evaluator.relinearizeRescale(evaluator.square(a)), 1);
    return worst(differences(decryptSlotsRaw(context, secret, y), rotate(times(slots, slots), 1)));
  };
  return { round, error, memoryBytes: () => context.ring.engine.memoryBytes };
}

async function runOperations(total: number): Promise<Record<string, number>> {
  const { round, error, memoryBytes } = await prepareRounds();
  for (let i = 0; i < 200; i++) round();
  const before = { memoryBytes: memoryBytes(), rss: rss() };
  let done = 0;
  while (done < total) done += round();
  const after = { memoryBytes: memoryBytes(), rss: rss() };
  return {
    operations: done,
    linearGrowth: after.memoryBytes - before.memoryBytes,
    residentGrowth: after.rss - before.rss,
    error: error(),
  };
}

async function addContext(): Promise<Record<string, number>> {
  const before = rss();
  const context = await createContext(presets.deep);
  // Tables that are made at first use count too.
  const secret = generateSecretKey(context);
  const plaintext = createEncoder(context).encodeScalar(0.5, { level: context.parameters.maxLevel, scale: 2 ** 29 });
  decryptSlots(context, secret, encrypt(context, secret, plaintext), { step: 2 ** -10 });
  return { residentGrowth: rss() - before, ringDegree: context.parameters.ringDegree };
}

const [, , what = "context"] = process.argv;
console.log(JSON.stringify(what === "context" ? await addContext() : await runOperations(Number(what))));
