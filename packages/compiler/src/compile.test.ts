import { createContext, limitBits, presets } from "@velum/ckks";
import { createLinearModel, runLinear } from "@velum/model";
import {
  type CoefficientConstant,
  type ConstantNode,
  constantCoefficients,
  contractBytes,
  type Program,
  readBundle,
  requestFrameBytes,
  responseFrameBytes,
  type Tensors,
  type VerifiedProgram,
} from "@velum/protocol";
import { applyPreprocessing, checkRow } from "@velum/tabular";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FeatureShape, featureShapes, heart, noise, sample } from "../reference/models.ts";
import { networkModel, polynomialOfDegree } from "../reference/networks.ts";
import { compile } from "./compile.ts";
import { compilableLinear } from "./model/compilable-model.ts";
import { SQUARE } from "./network/activation.ts";
import { reportText } from "./report/report-text.ts";

const { model, table } = heart();
const compileHeart = (protection: "standard" | "strong") =>
  compile(compilableLinear(model.model, model), { name: "heart", version: "1", protection });

/**
 * Runs a `dot` program on integers, as a slow and obvious reference: round at the scales, multiply in Z[X]/(X^N + 1), divide
 * by the primes where the program rescales, add the bias, take the protected coefficients.
 */
function runOnIntegers({ program, tensors, parameters }: VerifiedProgram, x: ArrayLike<number>): number[] {
  const { ringDegree, primes } = parameters;
  const values = new Map<number, { coefficients: Map<number, bigint>; level: number; scale: number }>();
  let outputs: number[] = [];
  program.nodes.forEach((node, id) => {
    if (node.kind === "input") {
      const coefficients = new Map(Array.from(x, (value, j) => [j, integer(value, node.scale)] as const));
      values.set(id, { coefficients, level: node.level, scale: node.scale });
    } else if (node.kind === "constant") {
      values.set(id, { coefficients: scaled(node, tensors, ringDegree), level: node.level, scale: node.scale });
    } else if (node.kind === "multiplyPlain") {
      const [a, b] = [values.get(node.input)!, values.get(node.constant)!];
      values.set(id, {
        coefficients: product(a.coefficients, b.coefficients, ringDegree),
        level: a.level,
        scale: a.scale * b.scale,
      });
    } else if (node.kind === "addPlain") {
      const a = values.get(node.input)!;
      const sum = new Map(a.coefficients);
      for (const [at, value] of values.get(node.constant)!.coefficients) sum.set(at, (sum.get(at) ?? 0n) + value);
      values.set(id, { ...a, coefficients: sum });
    } else if (node.kind === "rescale") {
      const a = values.get(node.input)!;
      const prime = BigInt(primes[a.level]!);
      const coefficients = new Map(Array.from(a.coefficients, ([at, value]) => [at, value / prime] as const));
      values.set(id, { coefficients, level: a.level - 1, scale: a.scale / Number(prime) });
    } else if (node.kind === "protect" && node.positions !== "all") {
      const { coefficients, scale } = values.get(node.input)!;
      outputs = node.positions.map(
        (at) => Number(((coefficients.get(at) ?? 0n) * 2n ** 60n) / integer(1, scale)) / 2 ** 60,
      );
    }
  });
  return outputs;
}

/** round(value * scale), exact for scales beyond 2^53 as well. */
const integer = (value: number, scale: number): bigint =>
  scale < 2 ** 50 ? BigInt(Math.round(value * scale)) : (BigInt(Math.round(value * 2 ** 50)) * BigInt(scale)) >> 50n;

function scaled(node: ConstantNode, tensors: Tensors, ringDegree: number): Map<number, bigint> {
  const all = Array.from(
    constantCoefficients(node as CoefficientConstant, tensors, ringDegree),
    (value, at) => [at, integer(value, node.scale)] as const,
  );
  return new Map(all.filter(([, value]) => value !== 0n));
}

function product(a: Map<number, bigint>, b: Map<number, bigint>, ringDegree: number): Map<number, bigint> {
  const out = new Map<number, bigint>();
  for (const [i, x] of a) {
    for (const [j, y] of b) {
      const at = (i + j) % ringDegree;
      out.set(at, (out.get(at) ?? 0n) + (i + j < ringDegree ? x * y : -x * y));
    }
  }
  return out;
}

describe("compile", () => {
  it.each(["standard", "strong"] as const)(
    "%s: the program on integers is the model, for random shapes",
    (protection) => {
      const shape = fc.record({ shapes: featureShapes, outputs: fc.integer({ min: 1, max: 8 }), seed: fc.nat() });
      fc.assert(
        fc.property(shape, ({ shapes, outputs, seed }) => {
          const scale = 1 / shapes.length;
          const made = sample(shapes, outputs, (i) => scale * noise(seed)(i), { protection });
          const { bundle, report } = compile(made.model, made.options);
          const plan = readBundle(bundle).plans[0]!;
          const x = Float64Array.from(made.linear.featureNames, (_, j) => noise(seed + 1)(j));
          const expected = runLinear(made.linear, x);
          const { sources } = report.plans[0]!.precision;
          // Rounding alone, without noise: within ten deviations of its two sources, and one unit of each division.
          const allowed = 10 * ((sources["weight encoding"] ?? 0) + (sources["input encoding"] ?? 0)) + 2 ** -20;
          runOnIntegers(plan.program, x).forEach((value, i) => {
            expect(Math.abs(value - expected[i]!)).toBeLessThan(allowed);
          });
        }),
        { numRuns: 25 },
      );
    },
  );

  it("gives a bundle that reads back to the contract and program that it returned", () => {
    const { bundle, contract, programs } = compileHeart("standard");
    const read = readBundle(bundle);
    expect(read.contract).toEqual(contract);
    expect(read.plans.map(({ program: { program: own } }): Program => own)).toEqual(programs);
  });

  it("publishes of a network the bound and the norm of its weights, rounded to powers of two, and no more (A9)", () => {
    const contracts = Array.from({ length: 24 }, (_, seed) => {
      const { contract } = compile(networkModel([5, 4, 1], [SQUARE], 3 * seed), {
        name: "n",
        version: "1",
        protection: "standard",
        plans: ["dot", "dot-rows"],
      });
      const blank = { ...contract, programCommitment: "0".repeat(64) as typeof contract.programCommitment };
      return new TextDecoder().decode(contractBytes(blank));
    });
    // 24 networks, 29 weights each: were anything else told, no two would be alike.
    expect(new Set(contracts).size).toBeLessThan(10);
  });

  it("makes a plan that was asked for, even where it saves little", () => {
    const model = networkModel([13, 4, 1], [polynomialOfDegree(3, 1)], 2);
    const options = { name: "n", version: "1", protection: "standard" } as const;
    expect(compile(model, options).report.plans.map(({ name }) => name)).toEqual(["dot"]);
    const asked = compile(model, { ...options, plans: ["dot-rows"] }).report.plans;
    expect(asked.map(({ name }) => name)).toEqual(["dot-rows"]);
    expect(asked[0]!.packing.rows).toBeGreaterThan(1);
  });

  it("publishes nothing that depends on weights beyond the rounded bound (A9), and salts the rest (A11)", () => {
    fc.assert(
      fc.property(featureShapes, fc.nat(), fc.nat(), (shapes, seedA, seedB) => {
        const at = (seed: number) => {
          const made = sample(shapes, 1, noise(seed));
          return compile(made.model, made.options).contract;
        };
        const [a, b] = [at(seedA), at(seedB)];
        fc.pre(a.plans[0]!.response.bound === b.plans[0]!.response.bound);
        expect(a.programCommitment).not.toBe(b.programCommitment);
        const blank = (contract: typeof a) => contractBytes({ ...contract, programCommitment: a.programCommitment });
        expect(blank(a)).toEqual(blank(b));
      }),
      { numRuns: 30 },
    );
  });

  it("chooses smaller output scales for wider outputs, and keeps the promise", () => {
    const factors = [1, 4, 16];
    const scales = factors.map((factor) => {
      const made = sample([{ kind: "numeric", minimum: -1, width: 2 }], 1, (i) => (i === 0 ? 9 * factor : 0.5));
      const { report, programs } = compile(made.model, made.options);
      const { precision } = report.plans[0]!;
      expect(precision.worst).toBeLessThanOrEqual(0.004);
      expect(report.outputs.bound).toBe(16 * factor);
      const protect = programs[0]!.nodes.find((node) => node.kind === "protect")!;
      expect(protect.flooding).toBe(2 ** -11);
      return precision.sources.zero! / (169.4 / 2 ** 24);
    });
    scales.forEach((scale, i) => {
      expect(scale / factors[i]!).toBeCloseTo(1, 2);
    });
  });
});

describe("the heart model", () => {
  it("standard: 30+22 bits, one of at most 89 values of 15 bits, within the sizes", async () => {
    const { report, contract } = compileHeart("standard");
    const [single] = report.plans;
    expect(single!.parameters).toMatchObject({ preset: "linear", ringDegree: 2048, limitBits: limitBits(2048) });
    expect(single!.masking).toMatchObject({
      released: 1,
      releaseCap: 89,
      modelPrivacy: "any-key",
      statisticalBits: 0,
    });
    expect(single!.masking.bitsPerValue).toBeCloseTo(15, 0);
    const context = await createContext(presets.linear);
    const served = { plan: contract.plans[0]!, context };
    expect(requestFrameBytes(served)).toBeLessThanOrEqual(28 * 1024);
    expect(responseFrameBytes(served)).toBeLessThanOrEqual(8 * 1024);
    expect(Math.abs(single!.bytes.request - requestFrameBytes(served))).toBeLessThan(400);
    expect(Math.abs(single!.bytes.response - responseFrameBytes(served))).toBeLessThan(400);
  });

  it("strong: zero and 40 bits of flooding at 90 bits, before anything is dropped (A4), and the flooding of standard (A3)", () => {
    const { report, contract, programs } = compileHeart("strong");
    const plan = contract.plans[0]!;
    expect(programs[0]!.nodes.map(({ kind }) => kind)).toEqual([
      "input",
      "constant",
      "multiplyPlain",
      "constant",
      "addPlain",
      "protect",
      "output",
    ]);
    expect(plan.keys.publicKeyLevel).toBe(2);
    const { masking } = report.plans[0]!;
    expect(masking.statisticalBits).toBeGreaterThanOrEqual(40);
    expect(masking.flooding).toBeGreaterThanOrEqual(2 ** -11);
    expect(masking.bitsPerValue).toBeLessThan(16);
  });

  it("is determined by 19 answers: 9 single columns, four complete one-hot groups of 13 columns, a constant (A2)", () => {
    const { report } = compileHeart("standard");
    expect(report.disclosure).toEqual({ effectiveParameters: 19, answersThatDetermine: 19 });
    expect(report.plans[0]!.masking.answersPerRequest).toBe(1);
  });

  it("never reaches the bound on any patient", () => {
    const { report } = compileHeart("standard");
    for (const row of table.rows) {
      const x = applyPreprocessing(model.preprocessing, checkRow(model.schema, row));
      expect(Math.abs(runLinear(model.model, x)[0]!)).toBeLessThanOrEqual(report.outputs.largest);
    }
  });

  it("has a report that says what matters", () => {
    const text = reportText(compileHeart("strong").report);
    for (const phrase of [
      "linearStrong",
      "90.00 of 106 bits",
      "answers that determine the model: about 19",
      "bits of statistical flooding",
      "the contract discloses",
    ]) {
      expect(text).toContain(phrase);
    }
  });
});

describe("refusals", () => {
  const one: FeatureShape[] = [{ kind: "numeric", minimum: -1, width: 2 }];

  it.each<[string, () => unknown, string]>([
    ["outputs too wide for the promise", () => compileSample(one, 1, () => 2 ** 45), "COMPILE_PRECISION"],
    ["blocks that do not fit into any ring", () => compileSample(wide(200), 64, noise(1), single), "COMPILE_TOO_WIDE"],
    [
      "more released values than a crafted key allows (A1)",
      () => compileSample(one, 1000, () => 6, { ...single, maxError: 0.004 }),
      "PROGRAM_RELEASES",
    ],
    [
      "a promise below what the flooding policy leaves",
      () => compileSample(one, 1, noise(1), { maxError: 2 ** -9 }),
      "COMPILE_OPTION",
    ],
    ["an unknown protection", () => compileSample(one, 1, noise(1), { protection: "none" as never }), "COMPILE_OPTION"],
    [
      "a plan of another name",
      () => compileSample(one, 1, noise(1), { plans: ["stripes" as never] }),
      "COMPILE_OPTION",
    ],
    [
      "a plan whose requests determine the model (A2)",
      () => compileSample(one, 1, noise(1), { plans: ["columns"] }),
      "COMPILE_DISCLOSURE",
    ],
    ["a name that is no path component", () => compileSample(one, 1, noise(1), { name: "a/b" }), "CONTRACT_NAME"],
  ])("%s", (_, run, code) => {
    expect(run).toThrow(expect.objectContaining({ code }));
  });

  it("says which ranges to narrow where precision is out of reach", () => {
    const shapes = [1, 1000, 10].map((width) => ({ kind: "numeric", minimum: -width / 2, width }) as const);
    const run = () => compileSample(shapes, 1, () => 2 ** 33, single);
    expect(run).toThrow(expect.objectContaining({ code: "COMPILE_PRECISION" }));
    expect(run).toThrow("narrower ranges of f1, f2, f0 first");
  });

  it("columns for cubics in two hidden layers, which would take more levels", () => {
    const cubics = networkModel([2, 2, 2, 1], [polynomialOfDegree(3, 1), polynomialOfDegree(3, 1)], 2);
    const options = { name: "n", version: "1", protection: "standard", allowModelDisclosure: true } as const;
    const { leftOut } = compile(cubics, options).report;
    expect(leftOut.find(({ plan }) => plan === "columns")!.reason).toContain("polynomials of degree 2");
  });

  it("strong protection for squares in columns, which claims nothing there", () => {
    const squares = networkModel([4, 3, 1], [SQUARE], 2);
    const options = {
      name: "n",
      version: "1",
      protection: "strong",
      plans: ["columns"],
      allowModelDisclosure: true,
    } as const;
    expect(() => compile(squares, options)).toThrow(expect.objectContaining({ code: "COMPILE_PLAN" }));
    expect(compile(squares, { ...options, plans: ["dot"] }).report.plans[0]!.masking.statisticalBits).toBeGreaterThan(
      40,
    );
  });

  it("a model of other features, or with a weight that is not finite", () => {
    const { linear, model: own, options } = sample(one, 1, noise(1));
    const other = createLinearModel({ ...linear, featureNames: ["other"] });
    expect(() => compilableLinear(other, own)).toThrow(expect.objectContaining({ code: "COMPILE_MODEL" }));
    const broken = compilableLinear({ ...linear, weights: Float64Array.of(Number.NaN) }, own);
    expect(() => compile(broken, options)).toThrow(expect.objectContaining({ code: "COMPILE_MODEL" }));
    expect(() => compile({ ...own, outputs: ["a", "b"] }, options)).toThrow(
      expect.objectContaining({ code: "COMPILE_MODEL" }),
    );
  });

  it("takes as many outputs as the cap of the smallest ring, more on a larger one, and a wider promise if told", () => {
    const [fits, more] = [89, 90].map((outputs) => compileSample(one, outputs, () => 6).report.plans[0]!);
    expect([fits!.parameters.ringDegree, fits!.masking.released]).toEqual([2048, 89]);
    expect([more!.parameters.ringDegree, more!.masking.released]).toEqual([4096, 90]);
    const { precision } = compileSample(one, 1, () => 3000, { maxError: 1 }).report.plans[0]!;
    expect(precision.worst).toBeLessThanOrEqual(1);
    expect(precision.promise.roundingStep).toBeLessThanOrEqual(1 / 8);
  });
});

const single = { plans: ["dot"] } as const;

const wide = (count: number): FeatureShape[] =>
  Array.from({ length: count }, () => ({ kind: "numeric", minimum: -1, width: 2 }));

function compileSample(...parameters: Parameters<typeof sample>) {
  const { model: own, options } = sample(...parameters);
  return compile(own, options);
}
