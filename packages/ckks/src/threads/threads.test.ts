import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { spawnHelper } from "../../../server/src/threads/spawn-helper.ts";
import { createEncoder } from "../encoding/encoder.ts";
import { type Context, createContext } from "../engine/context.ts";
import { kernelBytes } from "../engine/load-kernels.ts";
import { CkksError } from "../errors.ts";
import { preparePlaintext } from "../evaluation/prepared-plaintext.ts";
import * as registers from "../evaluation/registers.ts";
import { createParameters } from "../parameters/create-parameters.ts";
import { createRelinearizationKey, createRotationKeys, encrypt, generateSecretKey } from "../secret.ts";
import { shareMemory } from "./share-memory.ts";
import { startThreads } from "./start-threads.ts";

const two = await startThreads(2, spawnHelper);
const three = await startThreads(3, spawnHelper);
afterAll(async () => {
  await Promise.all([two.stop(), three.stop()]);
});

/** One digit a prime, and two: limbs long enough that tasks are shared. */
const PARAMETERS = [
  createParameters({ ringDegree: 4096, modulusBits: [26, 25, 25], specialBits: [28] }),
  createParameters({ ringDegree: 8192, modulusBits: [28, 26, 26, 26], specialBits: [28, 28] }),
];

/** Every operation that shares its work, on the same operands. */
async function results(context: Context, scene: Awaited<ReturnType<typeof sceneOf>>): Promise<readonly Uint32Array[]> {
  const { ciphertext, weights, relinearization, galois } = scene;
  const a = registers.loadRegister(context, ciphertext);
  const factor = preparePlaintext(context, weights);
  const rotated = registers.applyGalois(context, a, galois);
  const squared = registers.square(context, a);
  const terms = [null, ...galois].map((key) => ({ register: a, key }));
  const all = [
    ...rotated,
    squared,
    registers.rotateSum(context, terms, { rescale: false }),
    registers.rotateSum(context, terms, { rescale: true }),
    registers.relinearize(context, squared, relinearization),
    registers.relinearizeRescale(context, squared, relinearization),
    registers.rescale(context, a),
    registers.rescale(context, squared),
    registers.multiply(context, a, a),
    registers.multiplyPlain(context, a, factor),
    registers.innerProduct(context, [a, ...rotated], [factor, ...rotated.map(() => factor)]),
    registers.sumOfProducts(context, [a, a], [a, rotated[0]!], null),
  ];
  const stored = all.flatMap((register) =>
    registers.storeRegister(context, register).parts.map(({ residues }) => residues),
  );
  for (const register of [a, ...all]) registers.freeRegister(context, register);
  return stored;
}

async function sceneOf(parameters: Context["parameters"], seed: number) {
  const context = await createContext(parameters);
  using secret = generateSecretKey(context);
  const { slotCount, maxLevel } = parameters;
  const values = Float64Array.from({ length: slotCount }, (_, i) => Math.sin(seed + i));
  const message = createEncoder(context).encodeSlots(values, { level: maxLevel, scale: 2 ** 30 });
  return {
    ciphertext: encrypt(context, secret, message),
    weights: message,
    relinearization: createRelinearizationKey(context, secret),
    galois: createRotationKeys(
      context,
      secret,
      [1, 5, 64].map((steps) => ({ steps })),
    ),
  };
}

test("results are the same to the bit on one, two and three threads", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...PARAMETERS), fc.nat(1000), async (parameters, seed) => {
      const scene = await sceneOf(parameters, seed);
      const expected = await results(await createContext(parameters), scene);
      for (const threads of [two, three]) {
        const got = await results(threads.createContext(parameters), scene);
        expect(got.every((limbs, i) => Buffer.compare(bytesOf(limbs), bytesOf(expected[i]!)) === 0)).toBe(true);
      }
    }),
    { numRuns: 6 },
  );
});

const bytesOf = (words: Uint32Array): Uint8Array => new Uint8Array(words.buffer, words.byteOffset, words.byteLength);

test("helpers take part, and every task runs once", () => {
  const { ring } = two.createContext(PARAMETERS[0]!);
  const { engine, n } = ring;
  const counters = Array.from({ length: 200 }, () => engine.allocate(4 * n));
  for (const at of counters) ring.kernels.wipe(at, 4 * n);
  for (let round = 0; round < 20; round++) {
    ring.parallel(counters.length, (task, kernels) =>
      kernels.addScalar(counters[task]!, counters[task]!, 1, n, ring.modulus(0)),
    );
  }
  for (const at of counters) expect(engine.u32.subarray(at / 4, at / 4 + n).every((value) => value === 20)).toBe(true);
});

test("more tasks than a word counts run in several sections", () => {
  const { ring } = two.createContext(PARAMETERS[0]!);
  const at = ring.engine.allocate(ring.limbBytes);
  const seen: number[] = [];
  ring.parallel(2100, (task, kernels) => {
    seen.push(task);
    if (task === 2099) kernels.wipe(at, ring.limbBytes);
  });
  expect(seen).toEqual(Array.from({ length: 2100 }, (_, task) => task));
  expect(ring.engine.u32.subarray(at / 4, at / 4 + ring.n).every((value) => value === 0)).toBe(true);
});

test.each([0, -1, 1.5, 65, Number.NaN])("%d threads are refused", async (count) => {
  await expect(startThreads(count, spawnHelper)).rejects.toThrow(CkksError);
});

test("shareMemory changes one flag of the import, once", () => {
  const [own, shared] = [kernelBytes(), shareMemory(kernelBytes())];
  const changed = Array.from(own.keys()).filter((i) => own[i] !== shared[i]);
  expect(changed).toHaveLength(1);
  const module = new WebAssembly.Module(shared);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  expect(() => new WebAssembly.Instance(module, { env: { memory } })).toThrow(WebAssembly.LinkError);
  expect(() => shareMemory(shared)).toThrow("memory");
  expect(() => shareMemory(own.subarray(0, 8))).toThrow("import");
});
