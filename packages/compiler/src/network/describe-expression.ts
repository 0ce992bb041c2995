import { type ScalarFunction, scalarFunction } from "@velum/model/graph";
import { type Activation, namedActivation, polynomialActivation, SQUARE } from "./activation.ts";
import { polynomialOf } from "./polynomial.ts";
import { evaluateExpression, type ScalarExpression } from "./scalar-expression.ts";

/** `scale x + shift`. */
export interface Line {
  readonly scale: number;
  readonly shift: number;
}

/** An expression is a line, or an activation between two lines: `after(activation(before(x)))`. */
export type Description =
  | { readonly kind: "line"; readonly line: Line }
  | { readonly kind: "activation"; readonly before: Line; readonly activation: Activation; readonly after: Line };

const IDENTITY: Line = Object.freeze({ scale: 1, shift: 0 });

/**
 * What an expression is: polynomials exactly; the chains that exporters write for SiLU, GELU, Softplus and the like by
 * name, recognised by their values, so that the order of their steps does not matter; `other` where nothing fits.
 */
export function describeExpression(expression: ScalarExpression): Description {
  const coefficients = polynomialOf(expression);
  if (coefficients !== undefined) return describePolynomial(coefficients);
  let [inner, after] = [expression, IDENTITY];
  for (;;) {
    const found = nameOf(inner);
    if (found !== undefined) return { kind: "activation", ...found, after };
    const peeled = peel(inner, after);
    if (peeled === undefined) break;
    [inner, after] = [peeled.inner, peeled.after];
  }
  const activation: Activation = { name: "other", coefficients: [], evaluate: evaluateExpression(expression) };
  return { kind: "activation", before: IDENTITY, activation, after: IDENTITY };
}

/** A parabola is a square between two lines, which costs no more than x^2. */
function describePolynomial(coefficients: readonly number[]): Description {
  const [constant = 0, linear = 0, quadratic = 0] = coefficients;
  if (coefficients.length <= 2) return { kind: "line", line: { scale: linear, shift: constant } };
  if (coefficients.length === 3) {
    const shift = linear / (2 * quadratic);
    const after = { scale: quadratic, shift: constant - quadratic * shift * shift };
    return { kind: "activation", before: { scale: 1, shift }, activation: SQUARE, after };
  }
  return { kind: "activation", before: IDENTITY, activation: polynomialActivation(coefficients), after: IDENTITY };
}

interface Named {
  readonly before: Line;
  readonly activation: Activation;
}

/** One function of a line, or a chain that has the values of a known function of a line. */
function nameOf(expression: ScalarExpression): Named | undefined {
  if (expression.kind === "unary" && expression.function.name !== "not") {
    const line = lineOf(expression.of);
    if (line !== undefined) return { before: line, activation: namedActivation(expression.function) };
  }
  const lines = new Map(linesIn(expression).map((line) => [`${line.scale} ${line.shift}`, line]));
  return Array.from(lines.values(), (line) => nameByValues(expression, line)).find((named) => named !== undefined);
}

/** The line that an expression is; undefined for others. */
export function lineOf(expression: ScalarExpression): Line | undefined {
  const coefficients = polynomialOf(expression);
  if (coefficients === undefined || coefficients.length > 2) return undefined;
  return { scale: coefficients[1] ?? 0, shift: coefficients[0] ?? 0 };
}

/** Every part of an expression that is a line and not a constant: one of them is what the function is of. */
function linesIn(expression: ScalarExpression): Line[] {
  const line = lineOf(expression);
  const inside = partsOf(expression).flatMap(linesIn);
  return line === undefined || line.scale === 0 ? inside : [line, ...inside];
}

function partsOf(expression: ScalarExpression): readonly ScalarExpression[] {
  switch (expression.kind) {
    case "unary":
      return [expression.of];
    case "binary":
      return [expression.left, expression.right];
    case "where":
      return [expression.condition, expression.yes, expression.no];
    default:
      return [];
  }
}

const KNOWN: readonly Exclude<ScalarFunction, { name: "not" }>[] = [
  { name: "relu" },
  { name: "sigmoid" },
  { name: "tanh" },
  { name: "swish", alpha: 1 },
  { name: "gelu", approximation: "none" },
  { name: "gelu", approximation: "tanh" },
  { name: "softplus" },
  { name: "mish" },
  { name: "softsign" },
  { name: "elu", alpha: 1 },
  { name: "hardSwish", alpha: 1 / 6, beta: 0.5 },
  { name: "hardSigmoid", alpha: 1 / 6, beta: 0.5 },
];

/** Exporters round constants like the root of 2 to float32; the nearest two known functions differ by 4e-4 (GELU). */
const TOLERANCE = 1e-5;

const PROBES: readonly number[] = Array.from({ length: 121 }, (_, i) => (i - 60) / 5 + 0.01);

function nameByValues(expression: ScalarExpression, before: Line): Named | undefined {
  const evaluate = evaluateExpression(expression);
  const values = PROBES.map((probe) => evaluate((probe - before.shift) / before.scale));
  const match = KNOWN.find((known) => {
    const expected = scalarFunction(known);
    return PROBES.every((probe, i) => Math.abs(values[i]! - expected(probe)) <= TOLERANCE * (1 + Math.abs(probe)));
  });
  return match === undefined ? undefined : { before, activation: namedActivation(match) };
}

/** Takes the outermost step off where it is a line: `after` becomes what follows what is left. */
function peel(expression: ScalarExpression, after: Line): { inner: ScalarExpression; after: Line } | undefined {
  if (expression.kind === "unary" && expression.function.name === "neg") {
    return { inner: expression.of, after: { scale: -after.scale, shift: after.shift } };
  }
  if (expression.kind !== "binary") return undefined;
  const [left, right] = [expression.left, expression.right];
  if (right.kind === "constant") return peelRight(expression.function, left, right.value, after);
  return left.kind === "constant" ? peelLeft(expression.function, left.value, right, after) : undefined;
}

type Peeled = { inner: ScalarExpression; after: Line } | undefined;

function peelRight(name: string, inner: ScalarExpression, value: number, { scale, shift }: Line): Peeled {
  if (name === "add") return { inner, after: { scale, shift: shift + scale * value } };
  if (name === "sub") return { inner, after: { scale, shift: shift - scale * value } };
  if (name === "mul") return { inner, after: { scale: scale * value, shift } };
  if (name === "div") return { inner, after: { scale: scale / value, shift } };
  return undefined;
}

function peelLeft(name: string, value: number, inner: ScalarExpression, { scale, shift }: Line): Peeled {
  if (name === "add") return { inner, after: { scale, shift: shift + scale * value } };
  if (name === "sub") return { inner, after: { scale: -scale, shift: shift + scale * value } };
  if (name === "mul") return { inner, after: { scale: scale * value, shift } };
  return undefined;
}
