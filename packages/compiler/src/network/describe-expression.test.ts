import type { BinaryFunction, ScalarFunction } from "@velum/model/graph";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeExpression } from "./describe-expression.ts";
import { constantExpression, evaluateExpression, type ScalarExpression, VARIABLE } from "./scalar-expression.ts";

const x = VARIABLE;
const c = constantExpression;
const unary = (name: string, of: ScalarExpression): ScalarExpression => ({
  kind: "unary",
  function: { name } as ScalarFunction,
  of,
});
const binary = (name: BinaryFunction, left: ScalarExpression, right: ScalarExpression): ScalarExpression => ({
  kind: "binary",
  function: name,
  left,
  right,
});
const add = (a: ScalarExpression, b: ScalarExpression) => binary("add", a, b);
const mul = (a: ScalarExpression, b: ScalarExpression) => binary("mul", a, b);
const div = (a: ScalarExpression, b: ScalarExpression) => binary("div", a, b);

/** What an exporter rounds the root of two to. */
const ROOT_2 = Math.fround(Math.SQRT2);
const onePlusErf = add(unary("erf", div(x, c(ROOT_2))), c(1));

const CHAINS: Readonly<Record<string, readonly [name: string, expression: ScalarExpression]>> = {
  "SiLU as Sigmoid and Mul": ["silu", mul(x, unary("sigmoid", x))],
  "GELU with the half last": ["gelu", mul(mul(x, onePlusErf), c(0.5))],
  "GELU with the half first": ["gelu", mul(mul(c(0.5), x), onePlusErf)],
  "GELU with the half inside": ["gelu", mul(x, mul(c(0.5), onePlusErf))],
  "GELU by tanh": [
    "geluTanh",
    mul(
      mul(c(0.5), x),
      add(c(1), unary("tanh", mul(c(Math.sqrt(2 / Math.PI)), add(x, mul(c(0.044715), binary("pow", x, c(3))))))),
    ),
  ],
  "Softplus by Greater and Where": [
    "softplus",
    {
      kind: "where",
      condition: binary("greater", x, c(20)),
      yes: x,
      no: unary("log", add(unary("exp", x), c(1))),
    },
  ],
  "sigmoid by Exp": ["sigmoid", div(c(1), add(c(1), unary("exp", unary("neg", x))))],
  "ReLU by Max": ["relu", binary("max", x, c(0))],
  "Mish by Softplus and Tanh": ["mish", mul(x, unary("tanh", unary("softplus", x)))],
  "square by Mul": ["square", mul(x, x)],
  "square by Pow": ["square", binary("pow", x, c(2))],
  "a parabola": ["square", add(mul(c(0.25), mul(x, x)), add(mul(c(0.5), x), c(0.1)))],
  "a cubic": ["polynomial", add(binary("pow", x, c(3)), mul(c(-0.5), x))],
  "no known function": ["other", unary("exp", unary("sigmoid", x))],
};

describe("describeExpression", () => {
  for (const [title, [name, expression]] of Object.entries(CHAINS)) {
    it(`finds ${name} in ${title}, also between lines`, () => {
      const line = fc.double({ min: 0.25, max: 4, noNaN: true });
      fc.assert(
        fc.property(line, line, line, line, (scaleIn, shiftIn, scaleOut, shiftOut) => {
          const inside = substitute(expression, add(mul(c(scaleIn), x), c(shiftIn)));
          const whole = binary("sub", mul(inside, c(-scaleOut)), c(shiftOut));
          const description = describeExpression(whole);
          if (description.kind === "line") throw new Error("no activation was found");
          const { before, activation, after } = description;
          expect(activation.name).toBe(name);
          const evaluate = evaluateExpression(whole);
          for (const probe of [-5.3, -1, -0.2, 0, 0.7, 2, 6.1]) {
            const result = after.scale * activation.evaluate(before.scale * probe + before.shift) + after.shift;
            expect(Math.abs(result - evaluate(probe))).toBeLessThan(1e-5 * (1 + Math.abs(evaluate(probe))));
          }
        }),
        { numRuns: 20 },
      );
    });
  }

  it("finds a line in additions and products with constants", () => {
    const expression = binary("sub", div(add(mul(c(3), x), c(1)), c(2)), x);
    expect(describeExpression(expression)).toEqual({ kind: "line", line: { scale: 0.5, shift: 0.5 } });
  });
});

/** The expression of another expression. */
function substitute(expression: ScalarExpression, of: ScalarExpression): ScalarExpression {
  switch (expression.kind) {
    case "variable":
      return of;
    case "constant":
      return expression;
    case "unary":
      return { ...expression, of: substitute(expression.of, of) };
    case "binary":
      return { ...expression, left: substitute(expression.left, of), right: substitute(expression.right, of) };
    case "where":
      return {
        kind: "where",
        condition: substitute(expression.condition, of),
        yes: substitute(expression.yes, of),
        no: substitute(expression.no, of),
      };
  }
}
