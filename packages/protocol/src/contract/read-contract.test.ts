import { presets, sha256, toHex } from "@velum/ckks";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectCode } from "../../reference/expect-code.ts";
import { looseCopy, pathsOf, sampleBundle, setPath } from "../../reference/sample-bundle.ts";
import { canonicalJson, type Json } from "../canonical-json.ts";
import { type ProtocolErrorCode, VelumError } from "../errors.ts";
import { contractBytes, contractDigest } from "./contract-digest.ts";
import { MAX_CONTRACT_BYTES, readContract } from "./read-contract.ts";

const { contract } = sampleBundle();
const strong = sampleBundle("strong").contract;
const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(canonicalJson(value as Json));
const changed = (path: string, value: unknown, of: unknown = contract): Uint8Array =>
  bytesOf(setPath(looseCopy(of), path, value));

describe("readContract", () => {
  it.each([
    ["standard", contract],
    ["strong", strong],
  ])("reads a %s contract as it was, frozen, with the digest of its bytes", (_, original) => {
    const bytes = contractBytes(original);
    const { contract: read, digest } = readContract(bytes);
    expect(read).toEqual(original);
    expect(digest).toBe(toHex(sha256(new TextEncoder().encode("velum/contract/1\0"), bytes)));
    expect(Object.isFrozen(read) && Object.isFrozen(read.plans[0]) && Object.isFrozen(read.plans[0]!.response)).toBe(
      true,
    );
  });

  it("has another digest for any other content", () => {
    expect(contractDigest(contractBytes({ ...contract, version: "1.1" }))).not.toBe(
      contractDigest(contractBytes(contract)),
    );
  });

  it("refuses more than 64 KiB before it looks", () => {
    expectCode(() => readContract(new Uint8Array(MAX_CONTRACT_BYTES + 1)), "CONTRACT_TOO_LARGE");
  });

  it.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array()],
    ["other text", new TextEncoder().encode("contract")],
    ["broken UTF-8", Uint8Array.of(0x22, 0xff, 0x22)],
    ["a byte order mark", new TextEncoder().encode(`\ufeff${canonicalJson(contract as unknown as Json)}`)],
  ])("refuses %s", (_, bytes) => {
    expectCode(() => readContract(bytes), "CONTRACT_NOT_JSON");
  });

  it("refuses any other text of the same content: spaces, order, numbers, a key twice", () => {
    const text = canonicalJson(contract as unknown as Json);
    const others = [
      ` ${text}`,
      JSON.stringify(contract),
      text.replace('"format":1', '"format":1.0'),
      text.replace('"format":1', '"format":1,"format":1'),
    ];
    for (const other of others) {
      expect(other).not.toBe(text);
      expectCode(() => readContract(new TextEncoder().encode(other)), "CONTRACT_NOT_CANONICAL");
    }
  });

  it("takes arrays nested as deep as 64 KiB allow without a stack overflow", () => {
    const bytes = new TextEncoder().encode(`${"[".repeat(32768)}${"]".repeat(32768)}`);
    expectCode(() => readContract(bytes), "CONTRACT_FIELD");
  });
});

describe("a contract that lies about parameters (B5)", () => {
  const parameters = (value: unknown) => changed("plans.0.parameters", value);
  const of = (ringDegree: number, primes: readonly number[], specialPrimes: readonly number[] = []) =>
    parameters({ ringDegree, primes, specialPrimes, digest: presets.linear.digest });
  const [q0, q1] = presets.linear.primes as [number, number];

  it.each<[string, Uint8Array, ProtocolErrorCode]>([
    ["N = 1024", of(1024, [q0]), "CONTRACT_RING_DEGREE"],
    ["N = 3000", of(3000, [q0]), "CONTRACT_RING_DEGREE"],
    // 60 bits at N=2048; both are NTT primes below 2^30.
    ["a total over the limit", of(2048, [q0, 1073668097]), "CONTRACT_OVER_LIMIT"],
    ["a special prime over the limit", of(2048, [q0], [1073668097]), "CONTRACT_OVER_LIMIT"],
    // 4097 = 17 * 241 is 1 mod 4096.
    ["a composite prime", of(2048, [q0, 4097]), "CONTRACT_PRIME_COMPOSITE"],
    // The product of two NTT primes of N=2048 is 1 mod 4096 as well: 12289 * 40961.
    ["a product of two NTT primes", of(2048, [12289 * 40961]), "CONTRACT_PRIME_COMPOSITE"],
    ["an equal prime", of(2048, [q1, q1]), "CONTRACT_PRIME_REPEATED"],
    ["a special prime that is a prime", of(2048, [q1], [q1]), "CONTRACT_PRIME_REPEATED"],
    // 1000003 is prime and 579 mod 4096.
    ["a prime without NTT", of(2048, [1000003]), "CONTRACT_PRIME_NOT_NTT"],
    ["a prime of 31 bits", of(2048, [2013265921]), "CONTRACT_PRIME_TOO_WIDE"],
    ["one", of(2048, [1]), "CONTRACT_PRIME_TOO_WIDE"],
    ["no prime", of(2048, []), "CONTRACT_PARAMETERS_UNKNOWN"],
    // 2^22 and 2^30: within the limit, but of no built-in set.
    ["primes of no built-in set", of(2048, [q0]), "CONTRACT_PARAMETERS_UNKNOWN"],
    ["primes in another order", of(2048, [q1, q0]), "CONTRACT_PARAMETERS_UNKNOWN"],
    ["the primes of N=2048 at N=4096", of(4096, [1073692673]), "CONTRACT_PARAMETERS_UNKNOWN"],
    ["another set's digest", changed("plans.0.parameters.digest", presets.row.digest), "CONTRACT_PARAMETERS_DIGEST"],
    ["fractions", of(2048, [q0 + 0.5]), "CONTRACT_FIELD"],
    ["texts", changed("plans.0.parameters.primes.0", "1073692673"), "CONTRACT_FIELD"],
    ["a negative degree", of(-2048, [q0]), "CONTRACT_FIELD"],
  ])("%s is refused", (_, bytes, code) => {
    expectCode(() => readContract(bytes), code);
  });
});

describe("a contract that is odd otherwise (C4)", () => {
  it.each<[string, string, unknown, ProtocolErrorCode]>([
    ["a newer format", "format", 2, "CONTRACT_VERSION"],
    ["no format", "format", undefined, "CONTRACT_FIELD"],
    ["a field that we do not know", "endpoint", "https://example.org", "CONTRACT_FIELD"],
    ["a way to send in the clear", "plans.0.packing.clear", ["age"], "CONTRACT_FIELD"],
    ["an evaluation key", "plans.0.keys.rotations", [1], "CONTRACT_FIELD"],
    ["a missing field", "plans.0.response.level", undefined, "CONTRACT_FIELD"],
    ["a path for a name", "name", "../etc/passwd", "CONTRACT_NAME"],
    ["a name of every object", "name", "constructor", "CONTRACT_NAME"],
    ["markup in a version", "version", "<b>1</b>", "CONTRACT_NAME"],
    ["an output called __proto__", "outputs.0", "__proto__", "CONTRACT_NAME"],
    ["an empty plan name", "plans.0.name", "", "CONTRACT_NAME"],
    ["control characters in the title", "title", "a\u001b[2J", "CONTRACT_FIELD"],
    ["a title without end", "title", "a".repeat(201), "CONTRACT_FIELD"],
    ["a feature with a pattern", "schema.features.0.pattern", "(a+)+$", "CONTRACT_SCHEMA"],
    ["a feature called __proto__", "schema.features.0.name", "__proto__", "CONTRACT_SCHEMA"],
    ["preprocessing of an unknown feature", "preprocessing.steps.0.feature", "weight", "CONTRACT_SCHEMA"],
    ["post-processing by code", "postprocessing.kind", "script", "CONTRACT_SCHEMA"],
    ["too many outputs", "outputs", Array.from({ length: 1025 }, (_, i) => `o${i}`), "CONTRACT_LIMIT"],
    ["an output twice", "outputs", ["a", "a"], "CONTRACT_FIELD"],
    ["no plan", "plans", [], "CONTRACT_PLAN"],
    ["a plan twice", "plans", [contract.plans[0], contract.plans[0]], "CONTRACT_PLAN"],
    ["more plans than 16", "plans", Array.from({ length: 17 }, () => contract.plans[0]), "CONTRACT_LIMIT"],
    ["more nodes than 4,096", "plans.0.nodes", Array.from({ length: 4097 }, () => 0), "CONTRACT_LIMIT"],
    ["an expansion of 4,097 features", "plans.0.packing.features", 4097, "CONTRACT_FIELD"],
    ["another width than the preprocessing's", "plans.0.packing.features", 12, "CONTRACT_PLAN"],
    ["a block that is not the next power of two", "plans.0.packing.block", 32, "CONTRACT_PLAN"],
    ["a second row", "plans.0.packing.rows", 2, "CONTRACT_FIELD"],
    ["a position that carries no output", "plans.0.response.positions", [14], "CONTRACT_PLAN"],
    ["more positions than outputs", "plans.0.response.positions", [15, 31], "CONTRACT_PLAN"],
    ["a level that the parameters do not have", "plans.0.input.level", 2, "CONTRACT_FIELD"],
    ["a scale at which a feature wraps", "plans.0.input.scale", 2 ** 49, "CONTRACT_PLAN"],
    ["a scale of 0", "plans.0.input.scale", 0, "CONTRACT_FIELD"],
    ["a denormal scale", "plans.0.response.scale", 5e-324, "CONTRACT_FIELD"],
    ["a bound that wraps", "plans.0.response.bound", 64, "CONTRACT_PLAN"],
    ["a rounding step above an eighth of the promise", "plans.0.precision.roundingStep", 2 ** -10, "CONTRACT_FIELD"],
    ["an unknown protection", "plans.0.protection.level", "none", "CONTRACT_FIELD"],
    ["a commitment that is none", "programCommitment", "00", "CONTRACT_FIELD"],
  ])("refuses %s", (_, path, value, code) => {
    expectCode(() => readContract(changed(path, value)), code);
  });

  it("refuses a response above the input's level", () => {
    const above = setPath(looseCopy(contract), "plans.0.response.level", 1);
    expectCode(() => readContract(changed("plans.0.input.level", 0, above)), "CONTRACT_PLAN");
  });
});

describe("fuzz: nothing escapes but a VelumError, and in bounded time", () => {
  const paths = pathsOf(contract);
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom<unknown>(
      undefined,
      null,
      -1,
      0,
      1e308,
      2 ** 53,
      "__proto__",
      "\u0000",
      [],
      {},
      [[]],
      JSON.parse('{"__proto__":{"a":1}}'),
    ),
    fc.constant(Array.from({ length: 4097 }, () => 1)),
  );

  it("any JSON, any bytes", () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue().map(bytesOf), fc.uint8Array({ maxLength: 300 })), (bytes) => {
        expectOwnError(bytes, true);
      }),
      { numRuns: 500 },
    );
  });

  it("valid contracts with one field replaced, removed or added", () => {
    fc.assert(
      fc.property(fc.constantFrom(...paths), odd, fc.option(fc.string(), { freq: 3 }), (path, value, extra) => {
        const target =
          extra === null ? path : `${path.split(".").slice(0, -1).concat(extra.replaceAll(".", "")).join(".")}`;
        expectOwnError(changed(target, value), false);
      }),
      { numRuns: 800 },
    );
  });

  it("valid contracts with one byte changed", () => {
    const bytes = contractBytes(contract);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const copy = bytes.slice();
        copy[at]! ^= mask;
        expectOwnError(copy, false);
      }),
      { numRuns: 2000 },
    );
  });
});

/** Reads; what is accepted must say exactly what its bytes say. */
function expectOwnError(bytes: Uint8Array, mustFail: boolean): void {
  try {
    const { contract: read } = readContract(bytes);
    expect(mustFail).toBe(false);
    expect(contractBytes(read)).toEqual(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(VelumError);
    expect((error as VelumError).code).toMatch(/^CONTRACT_/);
  }
}
