export type Arithmetic = "add" | "sub" | "mul" | "div" | "pow" | "min" | "max";
export type Comparison = "greater" | "greaterOrEqual" | "less" | "lessOrEqual" | "equal";
export type Connective = "and" | "or" | "xor";
export type BinaryFunction = Arithmetic | Comparison | Connective;

type Compute = (a: number, b: number) => number;

/** The function itself, in float64; comparisons and connectives give 0 or 1. */
export function binaryFunction(name: BinaryFunction): (a: number, b: number) => number {
  if (isComparison(name)) return COMPARISONS[name];
  if (isConnective(name)) return CONNECTIVES[name];
  return ARITHMETIC[name];
}

export function isComparison(name: BinaryFunction): name is Comparison {
  return name in COMPARISONS;
}

export function isConnective(name: BinaryFunction): name is Connective {
  return name in CONNECTIVES;
}

const ARITHMETIC: Record<Arithmetic, Compute> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: (a, b) => a ** b,
  min: Math.min,
  max: Math.max,
};

const COMPARISONS: Record<Comparison, Compute> = {
  greater: (a, b) => Number(a > b),
  greaterOrEqual: (a, b) => Number(a >= b),
  less: (a, b) => Number(a < b),
  lessOrEqual: (a, b) => Number(a <= b),
  equal: (a, b) => Number(a === b),
};

const CONNECTIVES: Record<Connective, Compute> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};
