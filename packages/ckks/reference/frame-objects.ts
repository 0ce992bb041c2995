import fc from "fast-check";
import { readCiphertext, writeCiphertext } from "../src/bytes/ciphertext-frame.ts";
import { readExtracted, writeExtracted } from "../src/bytes/extracted-frame.ts";
import { readGaloisKey, writeGaloisKey } from "../src/bytes/galois-key-frame.ts";
import { readPlaintext, writePlaintext } from "../src/bytes/plaintext-frame.ts";
import { readPublicKey, writePublicKey } from "../src/bytes/public-key-frame.ts";
import { readRelinearizationKey, writeRelinearizationKey } from "../src/bytes/relinearization-key-frame.ts";
import { readSecretKey, writeSecretKey } from "../src/bytes/secret-key-frame.ts";
import type { Context } from "../src/engine/context.ts";
import type { Parameters } from "../src/parameters/create-parameters.ts";
import { insecureTestParameters } from "../src/parameters/insecure-test-parameters.ts";
import { ciphertextModuli, expandUniform } from "../src/random/expand-uniform.ts";
import type { PublicSeed } from "../src/random/seeds.ts";
import type { UniformPurpose } from "../src/random/streams.ts";
import { secretKeyFrom } from "../src/secret/secret-key.ts";
import { createCiphertext, createExtracted, type ExtractedBody } from "../src/values/ciphertext.ts";
import { toGaloisElement } from "../src/values/galois-element.ts";
import { digitCount, type KeySwitchingKey } from "../src/values/keys.ts";
import { type Level, limbsAt } from "../src/values/level.ts";
import { createPlaintext } from "../src/values/plaintext.ts";
import { createPoly, type Poly, type Representation } from "../src/values/poly.ts";
import type { Scale } from "../src/values/scale.ts";
import { residues, words } from "./shapes.ts";

/** Everything that the shape and the values of a test object are drawn from. */
export interface Drawn {
  readonly seed: number;
  readonly level: Level;
  readonly parts: 2 | 3;
  readonly seeded: boolean;
  /** 0 for residues. */
  readonly modulusBits: number;
  readonly count: number;
  readonly scale: Scale;
}

/** One type of frame: how tests make an object of it, write it and read it back. */
export interface FrameCase {
  readonly make: (context: Context, drawn: Drawn) => unknown;
  readonly write: (context: Context, object: never) => Uint8Array;
  readonly read: (bytes: Uint8Array, options: { context: Context; maxBytes?: number }) => unknown;
}

/** Small rings of several shapes: one to five primes, narrow and wide, none to two special primes. */
export const testParameters: readonly Parameters[] = [
  insecureTestParameters({ ringDegree: 8, modulusBits: [30, 22], specialBits: [30] }),
  insecureTestParameters({ ringDegree: 8, modulusBits: [17, 30, 9, 21, 29], specialBits: [30, 30] }),
  insecureTestParameters({ ringDegree: 16, modulusBits: [30], specialBits: [30] }),
  insecureTestParameters({ ringDegree: 64, modulusBits: [30, 29, 28], specialBits: [30] }),
  insecureTestParameters({ ringDegree: 256, modulusBits: [27.5, 26.5], specialBits: [28] }),
];

/** What is drawn for a parameter set. */
export function drawn(parameters: Parameters): fc.Arbitrary<Drawn> {
  const bitsAt = (level: number): number =>
    Math.min(38, Math.floor(parameters.primes.slice(0, level + 1).reduce((sum, q) => sum + Math.log2(q), 0)));
  return fc.integer({ min: 0, max: parameters.maxLevel }).chain((level) =>
    fc.record({
      seed: fc.integer(),
      level: fc.constant(level as Level),
      parts: fc.constantFrom(2 as const, 3 as const),
      seeded: fc.boolean(),
      modulusBits: fc.oneof(fc.constant(0), fc.integer({ min: 8, max: bitsAt(level) })),
      count: fc.integer({ min: 1, max: parameters.ringDegree }),
      scale: fc.double({ min: 1, max: 2 ** 900, noNaN: true }).map((scale) => scale as Scale),
    }),
  );
}

const bytesOf = (seed: number, length: number): Uint8Array<ArrayBuffer> => {
  const next = words(seed);
  return Uint8Array.from({ length }, next);
};

const seedOf = (seed: number): PublicSeed => bytesOf(seed ^ 0x5eed, 32) as PublicSeed;

/** Random residues of each modulus. */
function poly<R extends Representation>(
  representation: R,
  context: Context,
  seed: number,
  moduli: readonly number[],
): Poly<R> {
  const { ring } = context;
  const all = new Uint32Array(moduli.length * ring.n);
  moduli.forEach((index, limb) => {
    all.set(residues(seed + limb, ring.n, ring.modulus(index)), limb * ring.n);
  });
  return createPoly(representation, moduli.length, all);
}

function ciphertext(context: Context, { seed, level, scale, ...shape }: Drawn): unknown {
  const { parameters } = context;
  const moduli = ciphertextModuli(limbsAt(level));
  const part = (k: number): Poly<"ntt"> => poly("ntt", context, seed + 1000 * k, moduli);
  if (!shape.seeded) {
    const parts = Array.from({ length: shape.parts }, (_, k) => part(k));
    return createCiphertext({ parameters, level, scale, parts });
  }
  const uniformSeed = seedOf(seed);
  const c1 = expandUniform(context, "ciphertext", 0, uniformSeed, moduli);
  return createCiphertext({ parameters, level, scale, parts: [part(0), c1], uniformSeed });
}

function extracted(context: Context, drawn: Drawn): unknown {
  const { parameters, ring } = context;
  const { seed, level, scale, count } = drawn;
  const next = words(seed);
  const order = Array.from({ length: ring.n }, (_, i) => ({ i, key: next() })).sort((a, b) => a.key - b.key);
  const positions = order.slice(0, count).map(({ i }) => i);
  const body = drawn.modulusBits === 0 ? residueBody(context, drawn) : truncatedBody(context, drawn);
  return createExtracted({ parameters, level, scale, positions, body });
}

function residueBody(context: Context, { seed, level, parts, count }: Drawn): ExtractedBody {
  const { ring } = context;
  const moduli = ciphertextModuli(limbsAt(level));
  const constants = Uint32Array.from(moduli.flatMap((i) => [...residues(seed - i, count, ring.modulus(i))]));
  const masks = Array.from({ length: parts - 1 }, (_, k) => poly("coefficients", context, seed + 1000 * k, moduli));
  return { kind: "residues", constants, masks };
}

function truncatedBody(context: Context, { seed, parts, count, modulusBits }: Drawn): ExtractedBody {
  const next = words(seed);
  const half = 2 ** (modulusBits - 1);
  const edges = [-half, half - 1, -1, 0, 1];
  const value = (): number =>
    next() % 4 === 0
      ? edges[next() % edges.length]!
      : Math.floor(((next() + next() / 2 ** 32) / 2 ** 32) * 2 * half) - half;
  const run = (length: number): Float64Array<ArrayBuffer> => Float64Array.from({ length }, value);
  const masks = Array.from({ length: parts - 1 }, () => run(context.ring.n));
  return { kind: "truncated", modulusBits, constants: run(count), masks };
}

function publicKey(context: Context, { seed, level }: Drawn): unknown {
  const moduli = ciphertextModuli(limbsAt(level));
  const p1 = expandUniform(context, "public-key", 0, seedOf(seed), moduli);
  const { parameters } = context;
  return { kind: "public-key", parameters, level, seed: seedOf(seed), p0: poly("ntt", context, seed, moduli), p1 };
}

function switchingKey(context: Context, { seed, level }: Drawn, purpose: UniformPurpose): KeySwitchingKey {
  const moduli = context.ring.extendedIndices(limbsAt(level));
  const digits = Array.from({ length: digitCount(context.parameters, level) }, (_, d) => d);
  return {
    level,
    seed: seedOf(seed),
    bodies: digits.map((d) => poly("ntt", context, seed + 1000 * d, moduli)),
    masks: digits.map((d) => expandUniform(context, purpose, d, seedOf(seed), moduli)),
  };
}

function galoisKey(context: Context, drawn: Drawn): unknown {
  const { parameters } = context;
  const element = toGaloisElement(3 + 2 * (Math.abs(drawn.seed) % (parameters.ringDegree - 1)), parameters);
  return { kind: "galois-key", parameters, element, key: switchingKey(context, drawn, `galois-key/${element}`) };
}

function secretKey(context: Context, { seed }: Drawn): unknown {
  const next = words(seed);
  const coefficients = Int8Array.from({ length: context.ring.n }, () => (next() % 3) - 1);
  return secretKeyFrom(context, coefficients, bytesOf(seed, 32));
}

/** Every type of frame of this package. */
export const frameCases: Readonly<Record<string, FrameCase>> = {
  plaintext: {
    make: (context, { seed, level, scale }) =>
      createPlaintext({
        parameters: context.parameters,
        level,
        scale,
        poly: poly("ntt", context, seed, ciphertextModuli(limbsAt(level))),
      }),
    write: writePlaintext,
    read: readPlaintext,
  },
  ciphertext: { make: ciphertext, write: writeCiphertext, read: readCiphertext },
  extracted: { make: extracted, write: writeExtracted, read: readExtracted },
  "public-key": { make: publicKey, write: writePublicKey, read: readPublicKey },
  "relinearization-key": {
    make: (context, drawn) => ({
      kind: "relinearization-key",
      parameters: context.parameters,
      key: switchingKey(context, drawn, "relinearization-key"),
    }),
    write: writeRelinearizationKey,
    read: readRelinearizationKey,
  },
  "galois-key": { make: galoisKey, write: writeGaloisKey, read: readGaloisKey },
  "secret-key": { make: secretKey, write: writeSecretKey, read: readSecretKey },
};
