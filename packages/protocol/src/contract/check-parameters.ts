import { createParameters, limitBits, type Parameters, presets } from "@velum/ckks";
import { type ProtocolErrorCode, VelumError } from "../errors.ts";
import type { FieldReader } from "../read-fields.ts";

/** The parameter sets that a client accepts, compiled in: what a contract says does not widen it (B5). */
const ACCEPTED: readonly Parameters[] = Object.values(presets);

/** More primes than any published limit admits. */
const MOST_PRIMES = 64;

/**
 * The parameters that a contract names, rebuilt by this side's own table.
 * @throws VelumError CONTRACT_RING_DEGREE, CONTRACT_PRIME_…, CONTRACT_OVER_LIMIT, CONTRACT_PARAMETERS_…, CONTRACT_FIELD
 */
export function checkParameters(value: unknown, path: string, reader: FieldReader): Parameters {
  const fields = reader.record(value, path, ["ringDegree", "primes", "specialPrimes", "digest"]);
  const digest = reader.hex(fields.get("digest"), `${path}.digest`);
  const ringDegree = reader.integer(fields.get("ringDegree"), `${path}.ringDegree`, 0, 2 ** 31);
  const limit = limitBits(ringDegree);
  if (limit === undefined)
    throw refuse("CONTRACT_RING_DEGREE", `${path}.ringDegree`, "a degree of the security table", ringDegree);
  const taken = new Set<number>();
  const primes = readPrimes(fields.get("primes"), `${path}.primes`, reader, ringDegree, taken);
  const specialPrimes = readPrimes(fields.get("specialPrimes"), `${path}.specialPrimes`, reader, ringDegree, taken);
  const bits = [...taken].reduce((sum, q) => sum + Math.log2(q), 0);
  if (bits > limit) throw refuse("CONTRACT_OVER_LIMIT", path, `at most ${limit} bits`, bits);
  const known = ACCEPTED.find(
    (set) => sameNumbers(set.primes, primes) && sameNumbers(set.specialPrimes, specialPrimes),
  );
  if (known?.ringDegree !== ringDegree) {
    throw new VelumError("CONTRACT_PARAMETERS_UNKNOWN", {
      argument: path,
      expected: "a built-in parameter set",
      got: "another",
    });
  }
  if (known.digest !== digest) {
    throw new VelumError("CONTRACT_PARAMETERS_DIGEST", {
      argument: `${path}.digest`,
      expected: "the parameters' digest",
      got: "another",
    });
  }
  return known;
}

/** The scheme's own check, of which only primality is left to fail. */
function isComposite(q: number, ringDegree: number): boolean {
  try {
    createParameters({ ringDegree, primes: [q] });
    return false;
  } catch {
    return true;
  }
}

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);

function readPrimes(
  value: unknown,
  path: string,
  reader: FieldReader,
  ringDegree: number,
  taken: Set<number>,
): number[] {
  return reader.list(value, path, MOST_PRIMES).map((entry, i) => {
    const q = reader.integer(entry, `${path}[${i}]`, 0, Number.MAX_SAFE_INTEGER);
    if (q < 2 || q >= 2 ** 30) throw refuse("CONTRACT_PRIME_TOO_WIDE", `${path}[${i}]`, "a prime below 2^30", q);
    if (q % (2 * ringDegree) !== 1)
      throw refuse("CONTRACT_PRIME_NOT_NTT", `${path}[${i}]`, `a prime that is 1 mod ${2 * ringDegree}`, q);
    if (taken.has(q)) throw refuse("CONTRACT_PRIME_REPEATED", `${path}[${i}]`, "distinct primes", q);
    if (isComposite(q, ringDegree)) throw refuse("CONTRACT_PRIME_COMPOSITE", `${path}[${i}]`, "a prime", q);
    taken.add(q);
    return q;
  });
}

const refuse = (code: ProtocolErrorCode, argument: string, expected: string, got: number): VelumError =>
  new VelumError(code, { argument, expected, got: String(got) });
