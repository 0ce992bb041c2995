import type { PlanSummary } from "@velum/protocol";

/** How the bits of one released number are spent, from its most significant bit on. */
export interface PrecisionBudget {
  /** Bits of a released number: the modulus that it is taken by. */
  readonly totalBits: number;
  readonly parts: readonly BudgetPart[];
  readonly marks: readonly BudgetMark[];
}

export interface BudgetPart {
  readonly name: "headroom" | "whole" | "promised" | "below";
  readonly bits: number;
}

/** A size in units of the output. */
export interface BudgetMark {
  readonly name: string;
  readonly value: number;
}

/**
 * The budget of a plan, from its contract alone. The scale says how many bits stand behind the point, the bound how many before it; of
 * those behind it the promise covers the first ones, and flooding, noise and rounding take what is below.
 */
export function precisionBudget({ parameters, response, precision, protection }: PlanSummary): PrecisionBudget {
  const { modulusBits, level, scale, bound } = response;
  const totalBits = modulusBits ?? parameters.primes.slice(0, level + 1).reduce((bits, q) => bits + Math.log2(q), 0);
  const scaleBits = Math.log2(scale);
  // One bit more for the sign.
  const whole = Math.max(0, Math.log2(bound) + 1);
  const promised = Math.max(0, Math.min(scaleBits, -Math.log2(precision.maxError)));
  return Object.freeze({
    totalBits,
    parts: Object.freeze([
      { name: "headroom", bits: Math.max(0, totalBits - scaleBits - whole) },
      { name: "whole", bits: whole },
      { name: "promised", bits: promised },
      { name: "below", bits: scaleBits - promised },
    ] as const),
    marks: Object.freeze([
      { name: "largest value that fits", value: 2 ** (totalBits - 1) / scale },
      { name: "bound of every output", value: bound },
      { name: "promise: error at most", value: precision.maxError },
      { name: "flooding, standard deviation", value: protection.flooding },
      { name: "answers are multiples of", value: precision.roundingStep },
      { name: "one unit of the released number", value: 1 / scale },
    ]),
  });
}
