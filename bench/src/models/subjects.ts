import { type CompilableModel, type Compilation, compile, readModel } from "@velum/compiler";
import type { PlanName } from "@velum/protocol";
import { applyPreprocessing, checkPostprocessing, checkPreprocessing, checkRow, checkSchema } from "@velum/tabular";
import { fixtureModel, rowOf } from "../../../packages/compiler/reference/fixture-model.ts";

/** A model of the table in the issue, compiled, with rows that it admits. */
export interface Subject {
  readonly name: string;
  readonly compilation: Compilation;
  /** Preprocessed; repeated where a request takes more. */
  readonly rows: readonly Float64Array[];
}

type PlanNames = readonly PlanName[];

/** A fixture with the ranges of its sample rows. */
export function fixtureSubject(name: string, fixture: string, plans: PlanNames): Subject {
  const { graph, columns, rows } = fixtureModel(fixture);
  const rangeData = { columns, rows };
  const model = readModel(graph, { rangeData });
  const admitted = rows.flatMap((cells) => {
    try {
      return [applyPreprocessing(model.preprocessing, checkRow(model.schema, rowOf(model, columns, cells)))];
    } catch {
      return [];
    }
  });
  return { name, rows: admitted, compilation: compileFor(name, model, plans, { rangeData }) };
}

/** A net with one hidden layer, a polynomial for its activation and weights that look random. */
export const netSubject = (
  name: string,
  features: number,
  hidden: number,
  coefficients: readonly number[],
  plans: PlanNames = ["dot"],
): Subject => subjectOf(name, [features, hidden, 1], coefficients, plans);

/** A net of squares of any depth, whose weights look random. */
export const squareSubject = (name: string, widths: readonly number[], plans: PlanNames): Subject =>
  subjectOf(name, widths, [0, 0, 1], plans);

function subjectOf(
  subject: string,
  widths: readonly number[],
  coefficients: readonly number[],
  plans: PlanNames,
): Subject {
  const features = widths[0]!;
  const names = Array.from({ length: features }, (_, j) => `x${j}`);
  const schema = checkSchema({
    features: names.map((feature) => ({
      kind: "numeric",
      name: feature,
      label: feature,
      unit: "",
      minimum: -1,
      maximum: 1,
      optional: false,
    })),
  });
  const steps = names.map((feature) => ({ feature, encode: { kind: "number" } }));
  const affine = (inputs: number, outputs: number, seed: number) => ({
    kind: "affine" as const,
    inputs,
    outputs,
    weights: noise(inputs * outputs, seed).map((value) => value / Math.sqrt(inputs)),
    bias: noise(outputs, seed + 1).map((value) => value / 4),
  });
  const evaluate = (x: number): number => coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
  const name = coefficients.join() === "0,0,1" ? ("square" as const) : ("polynomial" as const);
  const activation = { name, coefficients, evaluate };
  const layers = widths.slice(1).flatMap((outputs, k) => {
    const layer = affine(widths[k]!, outputs, 1 + 2 * k);
    return k === widths.length - 2 ? [layer] : [layer, { kind: "activation" as const, width: outputs, activation }];
  });
  const model: CompilableModel = {
    schema,
    preprocessing: checkPreprocessing({ steps }, schema),
    postprocessing: checkPostprocessing(readingOf(widths.at(-1)!), widths.at(-1)!),
    layers,
    outputs: Array.from({ length: widths.at(-1)! }, (_, k) => `score${k}`),
    ranges: "schema",
  };
  const rows = Array.from({ length: 64 }, (_, row) => noise(features, 100 + row));
  return { name: subject, rows, compilation: compileFor(subject, model, plans, {}) };
}

/** A probability of one output, several as they are. */
const readingOf = (outputs: number): unknown =>
  outputs === 1
    ? { kind: "sigmoid", name: "risk", labels: ["no", "yes"], threshold: 0.5 }
    : { kind: "outputs", outputs: [{ kind: "values", name: "scores", steps: [] }] };

function compileFor(
  name: string,
  model: CompilableModel,
  plans: PlanNames,
  data: Pick<Parameters<typeof compile>[1], "rangeData">,
): Compilation {
  const options = { name, version: "1", protection: "standard", allowModelDisclosure: true, plans } as const;
  return compile(model, { ...options, ...data });
}

/** Numbers in [-1, 1) that look random, the same for the same seed. */
function noise(length: number, seed: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => {
    const x = Math.sin((i + 1) * 12.9898 + seed * 78.233) * 43758.5453;
    return 2 * (x - Math.floor(x)) - 1;
  });
}
