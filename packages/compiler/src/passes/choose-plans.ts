import { type Disclosure, PLAN_NAMES, type PlanName, VelumError } from "@velum/protocol";
import type { Postprocessing } from "@velum/tabular";
import { type BuiltPlan, buildDot, buildLinearColumns, buildSquareColumns, type PlanInputs } from "./build-plan.ts";
import type { CheckedModel } from "./check-model.ts";
import type { Approximation } from "./choose-degree.ts";
import { diagonalTargets, type Target, targetsOf } from "./choose-parameters.ts";
import { countDisclosure } from "./count-disclosure.ts";
import { buildDiagonal } from "./diagonal/build-diagonal.ts";
import { squareNetwork } from "./diagonal/diagonal-network.ts";
import { expandPolynomial, type LinearForm } from "./expand-polynomial.ts";
import { firstDegree, type PolynomialNetwork } from "./fit-activation.ts";
import type { InputRanges } from "./input-groups.ts";
import { dotRows } from "./lay-out-dot.ts";
import { fitsDot } from "./plan-limits.ts";
import { type ProvedRange, proveRange } from "./prove-range.ts";
import { squareForm } from "./square-form.ts";

/** A plan that was not made, and why. */
export interface LeftOut {
  readonly name: PlanName;
  readonly reason: string;
  /** The refusal, where there was one. */
  readonly error: VelumError | undefined;
}

/** What a bundle will hold. */
export interface ChosenPlans {
  readonly approximation: Approximation;
  readonly range: ProvedRange;
  readonly disclosure: Disclosure;
  /** In the order of `PLAN_NAMES`, at least one. */
  readonly plans: readonly BuiltPlan[];
  readonly leftOut: readonly LeftOut[];
}

/** The promise if none is asked for, for outputs up to 256. */
const DEFAULT_ERROR = 0.004;
const DEFAULT_RANGE = 256;
/** A plan that cannot meet it may promise up to 64 times that; the report warns of it. */
const LARGEST_FACTOR_BITS = 6;
/** A plan for several rows must take less than this share of the time of a single row for each. */
const WORTH = 0.4;
/** A larger ring must take less than this share of the time a row: requests are not always full. */
const LARGER_WORTH = 0.5;

/**
 * The plans that were asked for, or those that are worth having, of the first approximation that has any.
 * @throws VelumError what stands in the way of a plan that was asked for, or of every plan; COMPILE_DISCLOSURE
 */
export function choosePlans(
  model: CheckedModel,
  approximations: readonly Approximation[],
  ranges: InputRanges,
): ChosenPlans {
  const { plans: asked } = model.options;
  const fitting = approximations.filter(({ network: { degree } }) => !asked?.includes("columns") || degree <= 2);
  let obstacle: VelumError | undefined;
  for (const approximation of fitting) {
    const chosen = plansOf(model, approximation, ranges);
    const missing = chosen.leftOut.find(({ name }) => asked?.includes(name));
    if (missing === undefined && chosen.plans.length > 0) return chosen;
    obstacle = missing?.error ?? nearest(chosen.leftOut);
  }
  throw obstacle ?? impossible([]);
}

/** Of several refusals the one that tells most: what an option would allow, then what narrower ranges would. */
function nearest(leftOut: readonly LeftOut[]): VelumError {
  const errors = leftOut.flatMap(({ error }) => error ?? []);
  const found = ["COMPILE_DISCLOSURE", "COMPILE_PRECISION"].flatMap(
    (code) => errors.find((error) => error.code === code) ?? [],
  );
  return found[0] ?? errors[0] ?? impossible(leftOut);
}

function plansOf(model: CheckedModel, approximation: Approximation, ranges: InputRanges): ChosenPlans {
  const { network } = approximation;
  const { protection, plans: asked = PLAN_NAMES } = model.options;
  const deep = network.middle.length > 0;
  const fits = !deep && fitsDot(network.features, network.degree, network.outputs);
  const form = fits || network.hidden === null ? expandPolynomial(network) : null;
  const range = proveRange(network, form, ranges);
  const disclosure = countDisclosure(network, ranges);
  const errors = promises(model, range);
  const inputs = { protection, ranges, range };
  const attempts: Attempts = { plans: [], leftOut: [] };
  const one = deep ? ONE_HIDDEN_LAYER : oneRow(network, form, fits, inputs, errors);
  const makers: Readonly<Record<PlanName, () => Outcome>> = {
    dot: () => one,
    "dot-rows": () => (isPlan(one) ? severalRows(form!, inputs, errors, one) : one),
    columns: () => columnsPlan(model, network, form, inputs, errors, disclosure),
    diagonal: () => diagonalPlan(model, network, inputs, errors, one),
  };
  for (const name of PLAN_NAMES) if (asked.includes(name)) record(attempts, name, makers[name]());
  return Object.freeze({ approximation, range, disclosure, ...attempts });
}

function oneRow(
  network: PolynomialNetwork,
  form: LinearForm | null,
  fits: boolean,
  inputs: Omit<PlanInputs, "maxError">,
  errors: readonly number[],
): Outcome {
  if (!fits) return noDot(network);
  return firstOf("dot", network.degree, inputs, errors, (target, all) => buildDot("dot", form!, 1, target, all));
}

const isPlan = (outcome: Outcome): outcome is BuiltPlan =>
  typeof outcome !== "string" && !(outcome instanceof VelumError);

interface Attempts {
  readonly plans: BuiltPlan[];
  readonly leftOut: LeftOut[];
}

type Outcome = BuiltPlan | VelumError | string;

function record({ plans, leftOut }: Attempts, name: PlanName, outcome: Outcome): void {
  if (typeof outcome === "string") leftOut.push({ name, reason: outcome, error: undefined });
  else if (outcome instanceof VelumError) leftOut.push({ name, reason: outcome.message, error: outcome });
  else plans.push(outcome);
}

type Build = (target: Target, inputs: PlanInputs) => BuiltPlan;

/** The first target, smallest first, that meets the first promise that any meets; else the last refusal. */
function firstOf(
  name: PlanName,
  degree: number,
  inputs: Omit<PlanInputs, "maxError">,
  errors: readonly number[],
  build: Build,
): BuiltPlan | VelumError {
  let last = noStrong(name);
  for (const maxError of errors) {
    for (const target of targetsOf(name, degree, inputs.protection)) {
      const outcome = attempt(() => build(target, { ...inputs, maxError }));
      if (!(outcome instanceof VelumError)) return outcome;
      last = outcome;
    }
  }
  return last;
}

/** What a target refuses, as a value: another may hold it. */
function attempt(build: () => BuiltPlan): BuiltPlan | VelumError {
  try {
    return build();
  } catch (error) {
    if (error instanceof VelumError) return error;
    throw error;
  }
}

/** As many rows as fit and may be released, on the smallest target unless each costs much less on a larger one. */
function severalRows(
  form: LinearForm,
  inputs: Omit<PlanInputs, "maxError">,
  errors: readonly number[],
  single: BuiltPlan,
): Outcome {
  const maxError = errors.find((error) => error >= single.precision.promise.maxError)!;
  let best: BuiltPlan | undefined;
  for (const target of targetsOf("dot-rows", form.degree, inputs.protection)) {
    const one = attempt(() => buildDot("dot-rows", form, 1, target, { ...inputs, maxError }));
    if (one instanceof VelumError) continue;
    const cap = Math.floor(one.verified.protections[0]!.releaseCap / form.outputs);
    const rows = Math.min(cap, dotRows(form, target.parameters.ringDegree));
    if (rows < 2) continue;
    const plan = attempt(() => buildDot("dot-rows", form, rows, target, { ...inputs, maxError }));
    if (plan instanceof VelumError) continue;
    if (best === undefined || perRow(plan) < LARGER_WORTH * perRow(best)) best = plan;
  }
  if (best === undefined) return "no ring holds a second row, or it would release more than a crafted key admits (A1)";
  return perRow(best) < WORTH * single.microseconds
    ? best
    : "several rows in one ciphertext would cost about as much as one by one";
}

/** Microseconds a row of a full request. */
export const perRow = ({ microseconds, summary }: BuiltPlan): number => microseconds / summary.packing.rows;

function columnsPlan(
  { options, features }: CheckedModel,
  network: PolynomialNetwork,
  form: LinearForm | null,
  inputs: Omit<PlanInputs, "maxError">,
  errors: readonly number[],
  disclosure: Disclosure,
): Outcome {
  if (network.degree > 2)
    return `a polynomial of degree ${network.degree} in columns needs a relinearization key; ask for the plan columns to get degree 2`;
  const squares = network.hidden === null ? null : squareForm(network, inputs.ranges);
  const plan = firstOf("columns", network.degree, inputs, errors, (target, all) =>
    squares === null ? buildLinearColumns(form!, target, all) : buildSquareColumns(squares, target, all),
  );
  if (plan instanceof VelumError) return plan;
  const { rows } = plan.summary.packing;
  if (rows < disclosure.answersThatDetermine || options.allowModelDisclosure) return plan;
  return new VelumError("COMPILE_DISCLOSURE", {
    argument: "allowModelDisclosure",
    expected: `true, since ${rows} rows of one request answer more than the ${disclosure.answersThatDetermine} that determine the model's ${features} features`,
    got: "false",
  });
}

const ONE_HIDDEN_LAYER = "it multiplies out one hidden layer";

/** One row through squares with a key set: where `dot` cannot, or where it is asked for. */
function diagonalPlan(
  { options }: CheckedModel,
  network: PolynomialNetwork,
  inputs: Omit<PlanInputs, "maxError">,
  errors: readonly number[],
  dot: Outcome,
): Outcome {
  if (isPlan(dot) && !options.plans?.includes("diagonal")) return "dot computes one row without a key set";
  if (network.hidden === null || firstDegree(network) !== 2)
    return "it is made for hidden layers of polynomials of degree 2";
  if (options.protection === "strong") return noStrong("diagonal");
  const squares = squareNetwork(network, inputs.ranges);
  let last: BuiltPlan | VelumError = noStrong("diagonal");
  for (const maxError of errors) {
    for (const target of diagonalTargets(squares.layers.length)) {
      for (const late of [false, true]) {
        last = attempt(() => buildDiagonal(squares, late, target, { ...inputs, maxError }));
        if (!(last instanceof VelumError)) return last;
      }
    }
  }
  return last;
}

const noStrong = (name: PlanName): VelumError =>
  new VelumError("COMPILE_PLAN", {
    argument: "plans",
    expected: `protection standard for ${name} with a hidden layer`,
    got: "strong, which claims nothing after a square",
  });

/** Promises to try, in order. */
function promises({ options: { maxError }, postprocessing }: CheckedModel, { bound }: ProvedRange): readonly number[] {
  if (maxError !== undefined) return [maxError];
  const base = defaultError(postprocessing, bound);
  return Array.from({ length: LARGEST_FACTOR_BITS + 1 }, (_, i) => base * 2 ** i);
}

/** The first promise that is tried if none is asked for. Where outputs themselves are the answer, it follows their range. */
export const defaultError = (postprocessing: Postprocessing, bound: number): number =>
  DEFAULT_ERROR * (answersAreScores(postprocessing) ? Math.max(1, bound / DEFAULT_RANGE) : 1);

function answersAreScores(postprocessing: Postprocessing): boolean {
  if (postprocessing.kind !== "outputs") return postprocessing.kind === "identity";
  return postprocessing.outputs.every(
    ({ kind, steps }) => kind === "values" && steps.every((step) => step.kind === "affine"),
  );
}

const noDot = ({ features, degree, outputs }: PolynomialNetwork): VelumError =>
  new VelumError("COMPILE_TOO_WIDE", {
    argument: "layers",
    expected: "monomials and outputs that fit into one ciphertext",
    got: `degree ${degree} in ${features} features, ${outputs} outputs`,
  });

const impossible = (leftOut: readonly LeftOut[]): VelumError =>
  new VelumError("COMPILE_PLAN", {
    argument: "plans",
    expected: "a plan that computes this model",
    got: leftOut.map(({ name, reason }) => `${name}: ${reason}`).join("; ") || "none",
  });
