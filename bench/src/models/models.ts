import { runPolynomial } from "@velum/compiler";
import { execute, infer, loadModel } from "@velum/evaluator";
import { readBundle } from "@velum/protocol";
import { createThreads } from "@velum/server";
import { measureAll } from "../measure.ts";
import type { BenchCase, BenchResult } from "../result.ts";
import { compileCase } from "./compile-case.ts";
import { EncryptedRows } from "./encrypted-rows.ts";
import { keySetCases } from "./key-set-cases.ts";
import { fixtureSubject, netSubject, type Subject, squareSubject } from "./subjects.ts";

/** Microseconds that a case is to stay below, by subject: a request of `dot`; a row of `columns`, evaluation alone. */
const TARGETS: Readonly<Record<string, number>> = {
  "logreg-13/dot": 250,
  "logreg-23/dot": 250,
  "mlp-13-16-1-square/dot": 300,
  "mlp-23-16-1-square/dot": 700,
  "mlp-13-16-1-degree-4/dot": 700,
  "logreg-13/columns": 0.1,
  "mlp-13-16-1-square/columns": 1.5,
  "mlp-13-16-8-1-square/columns": 12,
  "mlp-13-16-1-square/diagonal": 4500,
  "mlp-30-32-16-2-square/diagonal": 22_000,
};

const QUARTIC = [0.1, 0.5, 0.3, 0.02, -0.03];

/** The fixture that takes longest to compile, and one of each other kind. */
const COMPILED = ["heart-logreg", "heart-torch-bn-legacy", "wine-multinomial", "heart-mlp-relu", "digits-mlp"];

/** The group `models`: what a server does about whole models, one thread, weights loaded; and what compiling takes. */
export async function modelsGroup(): Promise<readonly BenchResult[]> {
  const subjects = [
    fixtureSubject("logreg-13", "heart-logreg-simple", ["dot", "columns"]),
    fixtureSubject("logreg-23", "heart-logreg", ["dot"]),
    fixtureSubject("mlp-13-16-1-square", "heart-torch-square-legacy", ["dot", "columns"]),
    netSubject("mlp-23-16-1-square", 23, 16, [0, 0, 1]),
    netSubject("mlp-13-16-1-degree-4", 13, 16, QUARTIC, ["dot", "columns"]),
    squareSubject("mlp-13-16-8-1-square", [13, 16, 8, 1], ["columns"]),
    // Two hidden layers of polynomials on N=16384.
    fixtureSubject("mlp-13-32-16-1-silu", "heart-torch-silu-legacy", ["diagonal"]),
  ];
  const results: BenchResult[] = [];
  for (const subject of subjects) results.push(...(await subjectCases(subject)));
  for (const subject of [
    fixtureSubject("mlp-13-16-1-square", "heart-torch-square-legacy", ["diagonal"]),
    squareSubject("mlp-30-32-16-2-square", [30, 32, 16, 2], ["diagonal"]),
  ]) {
    results.push(...(await subjectCases(subject)), ...(await threadCases(subject)));
  }
  for (const fixture of COMPILED) results.push(await compileCase(fixture));
  return results;
}

async function subjectCases({ name, compilation, rows }: Subject): Promise<readonly BenchResult[]> {
  const loaded = await loadModel(readBundle(compilation.bundle));
  return loaded.expectation.plans.flatMap((served): readonly BenchResult[] => {
    const plan = loaded.contract.plans.find((candidate) => candidate.name === served.plan.name)!;
    const count = plan.packing.rows;
    const asked = Array.from({ length: count }, (_, i) => rows[i % rows.length]!);
    const request = new EncryptedRows(loaded, served, asked);
    const expected = asked.map((row) => runPolynomial(compilation.network, row));
    const check = (answers: readonly Float64Array[]): number => {
      const error = largestError(answers, expected);
      if (!(error <= plan.precision.maxError)) throw new Error(`${name}, ${plan.name}: off by ${error}`);
      return error;
    };
    const program = loaded.programs.get(plan.name)!;
    const shared = { divisor: count, checked: `${count} decrypted rows against the clear model` };
    const cases: readonly BenchCase[] = [
      {
        name: `${name}/${plan.name}/evaluate`,
        run: () => execute(program, request.inputs),
        check: () => check(request.decrypt(execute(program, request.inputs))),
        ...shared,
      },
      {
        name: `${name}/${plan.name}/request-to-response`,
        run: () => infer(loaded, request.bytes, request.keySets),
        check: () => check(request.open(infer(loaded, request.bytes, request.keySets))),
        ...shared,
      },
    ];
    const { ringDegree, primes } = plan.parameters;
    const parameters = primes.map((q) => Math.round(Math.log2(q))).join("+");
    return measureAll(cases, { engine: "velum", ringDegree, parameters }).map((result) => ({
      ...result,
      bytes: {
        request: request.bytes.length,
        response: infer(loaded, request.bytes, request.keySets).length,
        ...(request.keySetBytes !== undefined && { keySet: request.keySetBytes }),
      },
      ...targetOf(`${name}/${plan.name}`, result.case, plan.name === "columns" ? "evaluate" : "request-to-response"),
    }));
  });
}

/** The answer of a plan with a key set on two threads, beside one on one thread in the same run; and its key set. */
async function threadCases(subject: Subject): Promise<readonly BenchResult[]> {
  const { name, compilation, rows } = subject;
  const bundle = readBundle(compilation.bundle);
  const alone = await loadModel(bundle);
  const [served] = alone.expectation.plans;
  const plan = alone.contract.plans[0]!;
  const threads = await createThreads(2);
  const shared = await loadModel(bundle, threads.createContext);
  const request = new EncryptedRows(alone, served!, rows.slice(0, 1));
  const expected = [runPolynomial(compilation.network, rows[0]!)];
  const cases = [alone, shared].map((loaded, k): BenchCase => {
    const run = (): Uint8Array => infer(loaded, request.bytes, request.keySets);
    const check = (): number => {
      const error = largestError(request.open(run()), expected);
      if (!(error <= plan.precision.maxError)) throw new Error(`${name} on ${k + 1} threads: off by ${error}`);
      return error;
    };
    const checked = "a decrypted row against the clear model";
    return { name: `${name}/${plan.name}/${k + 1}-thread${k === 0 ? "" : "s"}`, run, check, checked };
  });
  const { ringDegree } = plan.parameters;
  const [one, two] = measureAll(cases, { engine: "velum", ringDegree, parameters: "" });
  await threads.stop();
  return [one!, { ...two!, target: 0.65 * one!.min }, ...(await keySetCases(subject, alone, served!))];
}

/** The target belongs to one of the two cases of a plan. */
function targetOf(subject: string, name: string, part: string): Pick<BenchResult, "target"> {
  const target = name === `${subject}/${part}` ? TARGETS[subject] : undefined;
  return target === undefined ? {} : { target };
}

const largestError = (answers: readonly Float64Array[], expected: readonly Float64Array[]): number =>
  Math.max(...answers.flatMap((row, i) => Array.from(row, (value, k) => Math.abs(value - expected[i]![k]!))));
