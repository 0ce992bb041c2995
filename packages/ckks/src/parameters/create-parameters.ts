import { concatBytes, utf8, wordBytes } from "../bytes/byte-strings.ts";
import { CkksError } from "../errors.ts";
import { sha256 } from "../sha256.ts";
import { toHex } from "../values/hex.ts";
import type { Level } from "../values/level.ts";
import { isPrime, largestNttPrime } from "./primes.ts";
import { limitBits, RING_DEGREES } from "./security-limits.ts";

/** 64 hex digits that name a parameter set: ring degree, primes in order, distributions, format. */
export type ParameterDigest = string & { readonly __brand: "ParameterDigest" };

/** What `createParameters` takes. Either bits, for the largest primes below 2^bits, or the primes themselves. */
export interface ParameterOptions {
  /** Ring degree N: 2048, 4096, 8192, 16384 or 32768. */
  readonly ringDegree: number;
  /** Bits of each ciphertext prime; the last is dropped first. At most 30 each, fractions allowed. */
  readonly modulusBits?: readonly number[];
  /** The ciphertext primes themselves, instead of `modulusBits`. */
  readonly primes?: readonly number[];
  /** Bits of each special prime for key switching; none for parameters without evaluation keys. */
  readonly specialBits?: readonly number[];
  /** The special primes themselves, instead of `specialBits`. */
  readonly specialPrimes?: readonly number[];
}

/** What is known of the hardness of a parameter set. */
export interface Security {
  /** log2 of the product of all primes, special ones included. */
  readonly totalBits: number;
  /** The published limit for 128 bits classical at this ring degree; 0 for insecure test parameters. */
  readonly limitBits: number;
  /** limitBits - totalBits: never negative in a secure set. */
  readonly spareBits: number;
}

/** A checked, frozen parameter set. Made by `createParameters` alone. */
export interface Parameters {
  readonly ringDegree: number;
  /** N/2: how many complex values one plaintext holds. */
  readonly slotCount: number;
  /** Ciphertext primes q_0 … q_L, dropped from the end. */
  readonly primes: readonly number[];
  /** Special primes P of key switching. */
  readonly specialPrimes: readonly number[];
  /** L: number of ciphertext primes less one. */
  readonly maxLevel: Level;
  readonly security: Security;
  readonly digest: ParameterDigest;
  /** True only for `insecureTestParameters`. */
  readonly insecure: boolean;
}

/** Primes are below 2^30: lazy butterflies need four times the prime in 32 bits. */
export const MAX_PRIME_BITS = 30;
/** More primes than any limit of the table admits. */
const MAX_PRIMES = 64;

/**
 * Checks the options and computes primes, levels, security and digest.
 *
 * @throws CkksError PARAMETERS_INVALID, PARAMETERS_OVER_LIMIT (says the limit and the total asked for)
 * @example createParameters({ ringDegree: 8192, modulusBits: [30, 29, 29], specialBits: [30] })
 */
export function createParameters(options: ParameterOptions): Parameters {
  const limit = limitBits(options.ringDegree);
  if (limit === undefined) {
    throw invalid("ringDegree", `one of ${RING_DEGREES.join(", ")}`, String(options.ringDegree));
  }
  const parameters = buildParameters(options, limit, false);
  if (parameters.security.totalBits > limit) {
    throw new CkksError(
      "PARAMETERS_OVER_LIMIT",
      `"modulusBits" and "specialBits" expected at most ${limit} bits in all at ring degree ${options.ringDegree}, ` +
        `got ${parameters.security.totalBits.toFixed(4)}`,
    );
  }
  return parameters;
}

/** The common part of secure and insecure sets: chooses and checks primes, then freezes. */
export function buildParameters(options: ParameterOptions, limit: number, insecure: boolean): Parameters {
  const { ringDegree } = options;
  const taken = new Set<number>();
  // Special primes first: P must be at least as large as the largest digit (rule 3 of the design).
  const specialPrimes = choosePrimes("special", options.specialPrimes, options.specialBits ?? [], ringDegree, taken);
  const primes = choosePrimes("modulus", options.primes, options.modulusBits ?? [], ringDegree, taken);
  if (primes.length === 0) throw invalid("primes", "at least one ciphertext prime", "none");
  checkSpecialProduct(primes, specialPrimes);
  const totalBits = [...primes, ...specialPrimes].reduce((sum, q) => sum + Math.log2(q), 0);
  return Object.freeze({
    ringDegree,
    slotCount: ringDegree / 2,
    primes,
    specialPrimes,
    maxLevel: (primes.length - 1) as Level,
    security: Object.freeze({ totalBits, limitBits: limit, spareBits: limit - totalBits }),
    digest: parameterDigest(ringDegree, primes, specialPrimes, insecure),
    insecure,
  });
}

function choosePrimes(
  name: "special" | "modulus",
  given: readonly number[] | undefined,
  bits: readonly number[],
  ringDegree: number,
  taken: Set<number>,
): readonly number[] {
  const argument = name === "special" ? "specialPrimes" : "primes";
  if (given !== undefined && bits.length > 0) throw invalid(argument, `either "${argument}" or "${name}Bits"`, "both");
  for (const list of [given ?? [], bits]) if (!Array.isArray(list)) throw invalid(argument, "a list", typeof list);
  if ((given ?? bits).length > MAX_PRIMES) {
    throw invalid(argument, `at most ${MAX_PRIMES} primes`, String((given ?? bits).length));
  }
  const chosen = given ?? bits.map((b) => primeOfBits(b, name, ringDegree, taken));
  for (const q of chosen) {
    if (given !== undefined) checkPrime(q, argument, ringDegree, taken);
    taken.add(q);
  }
  return Object.freeze([...chosen]);
}

function primeOfBits(bits: number, name: "special" | "modulus", ringDegree: number, taken: Set<number>): number {
  if (!(bits > 1 && bits <= MAX_PRIME_BITS)) {
    throw invalid(`${name}Bits`, `numbers above 1 and at most ${MAX_PRIME_BITS}`, String(bits));
  }
  const prime = largestNttPrime(bits, ringDegree, taken);
  if (prime === undefined) {
    throw invalid(`${name}Bits`, `a prime that is 1 mod ${2 * ringDegree} below 2^${bits}`, "too few such primes");
  }
  taken.add(prime);
  return prime;
}

function checkPrime(q: number, argument: string, ringDegree: number, taken: ReadonlySet<number>): void {
  if (!Number.isInteger(q) || q < 2) throw invalid(argument, "integers above 1", String(q));
  if (q >= 2 ** MAX_PRIME_BITS) throw invalid(argument, `primes below 2^${MAX_PRIME_BITS}`, String(q));
  if (!isPrime(q)) throw invalid(argument, "primes", `${q}, which is composite`);
  if (q % (2 * ringDegree) !== 1)
    throw invalid(argument, `primes that are 1 mod ${2 * ringDegree} (NTT-friendly)`, String(q));
  if (taken.has(q)) throw invalid(argument, "distinct primes", `${q} twice`);
}

/** P at least 0.99 of the largest digit: below, key-switching noise grows with the digit (rule 3 of the design). */
function checkSpecialProduct(primes: readonly number[], specialPrimes: readonly number[]): void {
  const alpha = specialPrimes.length;
  if (alpha === 0) return;
  const special = specialPrimes.reduce((product, q) => product * q, 1);
  for (let first = 0; first < primes.length; first += alpha) {
    const digit = primes.slice(first, first + alpha).reduce((product, q) => product * q, 1);
    if (special < 0.99 * digit) {
      throw invalid(
        "specialPrimes",
        "a product of at least 0.99 of the largest digit",
        `a smaller one than digit ${first / alpha}`,
      );
    }
  }
}

function parameterDigest(
  ringDegree: number,
  primes: readonly number[],
  specialPrimes: readonly number[],
  insecure: boolean,
): ParameterDigest {
  const label = insecure ? "velum/insecure-parameters/1" : "velum/parameters/1";
  const words = wordBytes(ringDegree, primes.length, ...primes, specialPrimes.length, ...specialPrimes);
  return toHex(sha256(concatBytes(utf8(`${label}\0ternary\0cbd21\0`), words))) as ParameterDigest;
}

function invalid(argument: string, expected: string, got: string): CkksError {
  return new CkksError("PARAMETERS_INVALID", `"${argument}" expected ${expected}, got ${got}`);
}
