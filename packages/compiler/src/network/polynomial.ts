import type { ScalarExpression } from "./scalar-expression.ts";

/** Above this degree no plan evaluates a polynomial exactly; it is approximated like any other function. */
const HIGHEST_DEGREE = 31;

type Coefficients = readonly number[];

/** The coefficients of an expression that is exactly a polynomial, from the constant term on; undefined for others. */
export function polynomialOf(expression: ScalarExpression): Coefficients | undefined {
  const coefficients = expand(expression);
  if (coefficients === undefined || coefficients.length > HIGHEST_DEGREE + 1) return undefined;
  const degree = coefficients.findLastIndex((coefficient) => coefficient !== 0);
  return coefficients.slice(0, Math.max(degree, 0) + 1);
}

function expand(expression: ScalarExpression): Coefficients | undefined {
  switch (expression.kind) {
    case "variable":
      return [0, 1];
    case "constant":
      return [expression.value];
    case "unary":
      return expandUnary(expression);
    case "binary":
      return expandBinary(expression);
    case "where":
      return undefined;
  }
}

function expandUnary({
  function: { name },
  of,
}: Extract<ScalarExpression, { kind: "unary" }>): Coefficients | undefined {
  return name === "neg" ? expand(of)?.map((coefficient) => -coefficient) : undefined;
}

function expandBinary(expression: Extract<ScalarExpression, { kind: "binary" }>): Coefficients | undefined {
  const [left, right] = [expand(expression.left), expand(expression.right)];
  if (left === undefined || right === undefined) return undefined;
  switch (expression.function) {
    case "add":
      return sum(left, right, 1);
    case "sub":
      return sum(left, right, -1);
    case "mul":
      return product(left, right);
    case "div":
      return right.length === 1 ? left.map((coefficient) => coefficient / right[0]!) : undefined;
    case "pow":
      return right.length === 1 ? power(left, right[0]!) : undefined;
    default:
      return undefined;
  }
}

function sum(a: Coefficients, b: Coefficients, factor: number): Coefficients {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0) + factor * (b[i] ?? 0));
}

function product(a: Coefficients, b: Coefficients): Coefficients | undefined {
  if (a.length + b.length > HIGHEST_DEGREE + 2) return undefined;
  const result = new Array<number>(a.length + b.length - 1).fill(0);
  for (const [i, left] of a.entries()) {
    for (const [j, right] of b.entries()) result[i + j]! += left * right;
  }
  return result;
}

function power(base: Coefficients, exponent: number): Coefficients | undefined {
  if (!Number.isInteger(exponent) || exponent < 0 || exponent > HIGHEST_DEGREE) return undefined;
  let result: Coefficients | undefined = [1];
  for (let i = 0; i < exponent && result !== undefined; i++) result = product(result, base);
  return result;
}
