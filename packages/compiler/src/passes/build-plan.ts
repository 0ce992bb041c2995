import {
  countOperations,
  estimateCost,
  type Packing,
  type PlanName,
  type PlanSummary,
  type Program,
  type ProtectionLevel,
  summarizePlan,
  type Tensors,
  type VerifiedProgram,
  verifyProgram,
} from "@velum/protocol";
import { KERNEL_RATES, readingCost } from "../report/kernel-rates.ts";
import { payloadBytes } from "../report/payload-bytes.ts";
import { assembleLinearColumns, assembleSquareColumns, squareTensors } from "./assemble-columns.ts";
import { assembleDot, linearTensors } from "./assemble-dot.ts";
import type { Target } from "./choose-parameters.ts";
import { encodedNorm } from "./encoded-norm.ts";
import type { LinearForm } from "./expand-polynomial.ts";
import { type InputRanges, sizeOf } from "./input-groups.ts";
import { layOutDot } from "./lay-out-dot.ts";
import { chooseProductScales } from "./product-scales.ts";
import { type PrecisionBudget, promisePrecision } from "./promise-precision.ts";
import type { ProvedRange } from "./prove-range.ts";
import type { SquareForm } from "./square-form.ts";
import { chooseSquareScales } from "./square-scales.ts";

/** A plan that keeps every rule and its promise. */
export interface BuiltPlan {
  readonly name: PlanName;
  readonly target: Target;
  readonly program: Program;
  readonly verified: VerifiedProgram;
  readonly summary: PlanSummary;
  readonly precision: PrecisionBudget;
  /** Estimated for one thread of the server, a full request: the program, and from request bytes to response bytes. */
  readonly evaluation: number;
  readonly microseconds: number;
}

/** What all plans of a model are built from. */
export interface PlanInputs {
  readonly protection: ProtectionLevel;
  readonly maxError: number;
  readonly ranges: InputRanges;
  readonly range: ProvedRange;
}

/** `rows` rows in one ciphertext. @throws VelumError if this target does not hold it */
export function buildDot(
  name: PlanName,
  form: LinearForm,
  rows: number,
  target: Target,
  inputs: PlanInputs,
): BuiltPlan {
  const { bound } = inputs.range;
  const layout = layOutDot(form, rows, target.parameters.ringDegree);
  const inputNorm = encodedNorm(inputs.ranges, form.degree);
  const scales = chooseProductScales({ ...inputs, bound, inputNorm, weightNorm: publicNorm(form, inputs) }, target);
  const program = assembleDot(name, layout, scales, bound, target);
  return finish(name, program, linearTensors(form), target, inputs, {
    ...scales,
    packing: layout.packing,
    assumptions: { inputNorm },
  });
}

/** One column a ciphertext, rows in coefficients. @throws VelumError if this target does not hold it */
export function buildLinearColumns(form: LinearForm, target: Target, inputs: PlanInputs): BuiltPlan {
  const { bound } = inputs.range;
  const inputNorm = encodedNorm(inputs.ranges, 1);
  const scales = chooseProductScales({ ...inputs, bound, inputNorm, weightNorm: publicNorm(form, inputs) }, target);
  const program = assembleLinearColumns(form, scales, bound, target);
  const packing = columnsPacking(form.features, "coefficients", target.parameters.ringDegree);
  return finish("columns", program, linearTensors(form), target, inputs, {
    ...scales,
    packing,
    assumptions: { inputNorm, sizes: (node) => columnSize(inputs.ranges, node) },
  });
}

/** One column a ciphertext, rows in slots, one square. @throws VelumError if this target does not hold it */
export function buildSquareColumns(form: SquareForm, target: Target, inputs: PlanInputs): BuiltPlan {
  const { bound } = inputs.range;
  const inputNorm = encodedNorm(inputs.ranges, 1);
  const scales = chooseSquareScales({ ...form, ...inputs, bound, inputNorm }, target);
  const program = assembleSquareColumns(form, scales, bound, target);
  const packing = columnsPacking(form.features, "slots", target.parameters.slotCount);
  // Nodes in the order of assembly: inputs, then a sum and an added constant for each square, then the squares.
  const sizes = (node: number): number => {
    const first = form.features + 2 * form.squares;
    if (node < form.features) return columnSize(inputs.ranges, node);
    if (node < first) return form.sizes[Math.floor((node - form.features) / 2)]!;
    return (form.sizes[node - first] ?? 0) ** 2;
  };
  return finish("columns", program, squareTensors(form), target, inputs, {
    ...scales,
    statisticalBits: 0,
    packing,
    assumptions: { inputNorm, sizes },
  });
}

const columnSize = ({ intervals }: InputRanges, column: number): number =>
  intervals[column] === undefined ? 0 : sizeOf(intervals[column]);

export const columnsPacking = (features: number, order: "coefficients" | "slots", rows: number): Packing =>
  Object.freeze({ kind: "columns", features, order, rows });

/**
 * A bound on the Euclidean norm of all weights together. Of a linear model from public numbers: the sum of |w_j| times half its
 * column's range is at most the bound for each output, so each |w_j| and the norm are at most bound / smallest half. Of other
 * forms their norm, rounded up to a power of two; the report says that the contract tells it.
 */
function publicNorm({ degree, outputs, weights }: LinearForm, { ranges, range }: PlanInputs): number {
  if (degree > 1) return 2 ** Math.ceil(Math.log2(Math.hypot(...weights) || 1));
  const halves = ranges.intervals.map(({ lo, hi }) => (hi - lo) / 2);
  return (Math.sqrt(outputs) * range.bound) / Math.min(...halves);
}

/** What a program does not say by itself. */
export interface Finishing {
  readonly packing: Packing;
  readonly roundingStep: number;
  readonly statisticalBits: number;
  readonly assumptions: Parameters<typeof promisePrecision>[1];
}

/** Verifies a program, promises its precision and sums it up. @throws VelumError */
export function finish(
  name: PlanName,
  program: Program,
  tensors: Tensors,
  target: Target,
  { protection, maxError }: PlanInputs,
  { packing, roundingStep, statisticalBits, assumptions }: Finishing,
): BuiltPlan {
  const { parameters } = target;
  const modelPrivacy = packing.kind === "columns" ? "honest-key" : "any-key";
  const verified = verifyProgram(program, { parameters, tensors, protection, modelPrivacy });
  const precision = promisePrecision(verified, assumptions, { maxError, roundingStep });
  const summary = summarizePlan(verified, {
    packing,
    precision: precision.promise,
    level: protection,
    statisticalBits,
  });
  const counts = countOperations(program, verified.states, parameters);
  const evaluation = estimateCost(counts, parameters.ringDegree, KERNEL_RATES);
  const bytes = payloadBytes(summary);
  const microseconds = evaluation + readingCost(bytes.request + bytes.response);
  return Object.freeze({ name, target, program, verified, summary, precision, evaluation, microseconds });
}
