import { type BinaryFunction, binaryFunction, type ScalarFunction, scalarFunction } from "@velum/model/graph";

/** A function of one number, as exporters write it down in steps. */
export type ScalarExpression =
  | { readonly kind: "variable" }
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "unary"; readonly function: ScalarFunction; readonly of: ScalarExpression }
  | {
      readonly kind: "binary";
      readonly function: BinaryFunction;
      readonly left: ScalarExpression;
      readonly right: ScalarExpression;
    }
  | {
      readonly kind: "where";
      readonly condition: ScalarExpression;
      readonly yes: ScalarExpression;
      readonly no: ScalarExpression;
    };

export const VARIABLE: ScalarExpression = Object.freeze({ kind: "variable" });

export function constantExpression(value: number): ScalarExpression {
  return Object.freeze({ kind: "constant", value });
}

/** The function that an expression describes, in float64. */
export function evaluateExpression(expression: ScalarExpression): (x: number) => number {
  switch (expression.kind) {
    case "variable":
      return (x) => x;
    case "constant":
      return () => expression.value;
    case "unary":
      return compose(scalarFunction(expression.function), evaluateExpression(expression.of));
    case "binary": {
      const combine = binaryFunction(expression.function);
      const [left, right] = [evaluateExpression(expression.left), evaluateExpression(expression.right)];
      return (x) => combine(left(x), right(x));
    }
    case "where": {
      const [condition, yes, no] = [expression.condition, expression.yes, expression.no].map(evaluateExpression);
      return (x) => (condition!(x) !== 0 ? yes!(x) : no!(x));
    }
  }
}

function compose(outer: (x: number) => number, inner: (x: number) => number): (x: number) => number {
  return (x) => outer(inner(x));
}
