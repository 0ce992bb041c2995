import { type Disclosure, PLAN_NAMES, type PlanName, VelumError } from "@velum/protocol";
import type { Approximation } from "./approximation.ts";
import { type BuiltPlan, buildDot } from "./build-plan.ts";
import type { CheckedModel } from "./check-model.ts";
import { targetsOf } from "./choose-parameters.ts";
import { columnsPlan } from "./columns-plan.ts";
import { countDisclosure } from "./count-disclosure.ts";
import { diagonalPlan } from "./diagonal/diagonal-plan.ts";
import { expandPolynomial, type LinearForm } from "./expand-polynomial.ts";
import { bestPromiseFirst, firstOf, type PlanDemands } from "./first-target.ts";
import { hiddenLayers, type Neuron, neuronRange, type PolynomialNetwork } from "./fit-activation.ts";
import { type InputRanges, intervalOf, sizeOf } from "./input-groups.ts";
import { fitsDot } from "./plan-limits.ts";
import { promises } from "./promises.ts";
import { type ProvedRange, proveRange } from "./prove-range.ts";
import { severalRows } from "./several-rows.ts";
import { widestFeatures } from "./widest-features.ts";

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
  // Squares in columns need no key and take a tenth of the time of higher degrees: who asks for columns gets them where they can be.
  const isSquare = ({ network: { degree, middle } }: Approximation): boolean => middle.length > 0 || degree <= 2;
  const squaresFirst = [...approximations.filter(isSquare), ...approximations.filter((other) => !isSquare(other))];
  let obstacle: VelumError | undefined;
  for (const approximation of asked?.includes("columns") ? squaresFirst : approximations) {
    const chosen = plansOf(model, approximation, ranges);
    const missing = chosen.leftOut.find(({ name }) => asked?.includes(name));
    if (missing === undefined && chosen.plans.length > 0) return chosen;
    obstacle = withAdvice(missing?.error ?? nearest(chosen.leftOut), approximation, ranges);
  }
  throw obstacle!;
}

/** A polynomial that makes this many times of what it was fitted to explodes. */
const EXPLODES = 64;

/** The first hidden layer whose polynomials leave where they were fitted, and how far that takes them. */
function explosion(network: PolynomialNetwork): string {
  const layers = hiddenLayers(network);
  const layer = layers.findIndex(({ neurons }) => neurons.some((neuron) => growth(neuron) > EXPLODES));
  if (layer < 0) return "";
  const worst = layers[layer]!.neurons.reduce((most, next) => (growth(next) > growth(most) ? next : most));
  return `; hidden layer ${layer + 1} explodes: its values can be ${sizeOf(worst.proven).toPrecision(3)}, the range data make them ${sizeOf(intervalOf(worst.seen)).toPrecision(3)}, and no polynomial serves both`;
}

/** How much larger a polynomial gets over all legal rows than where it was fitted. */
const growth = (neuron: Neuron): number =>
  sizeOf(neuronRange(neuron)) / (1e-9 + sizeOf(neuronRange({ ...neuron, proven: neuron.fitted })));

/** Precision out of reach: which ranges to narrow first. */
function withAdvice(error: VelumError, { network }: Approximation, ranges: InputRanges): VelumError {
  if (error.code !== "COMPILE_PRECISION") return error;
  const names = widestFeatures(network, ranges).join(", ");
  return new VelumError("COMPILE_PRECISION", {
    argument: error.argument!,
    expected: `${error.expected}, or narrower ranges of ${names} first`,
    got: `${error.got}${explosion(network)}`,
  });
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
  const { protection, plans } = model.options;
  const asked = plans ?? PLAN_NAMES;
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
    "dot-rows": () => (isPlan(one) ? severalRows(form!, inputs, one, plans !== undefined) : one),
    columns: () => columnsPlan(model, network, form, inputs, errors, disclosure),
    diagonal: () => diagonalPlan(model, network, inputs, errors, isPlan(one)),
  };
  for (const name of PLAN_NAMES) if (asked.includes(name)) record(attempts, name, makers[name]());
  return Object.freeze({ approximation, range, disclosure, ...attempts });
}

function oneRow(
  network: PolynomialNetwork,
  form: LinearForm | null,
  fits: boolean,
  inputs: PlanDemands,
  errors: readonly number[],
): Outcome {
  if (!fits) return noDot(network);
  const trials = bestPromiseFirst(errors, targetsOf("dot", network.degree, inputs.protection));
  return firstOf(trials, inputs, (target, all) => buildDot("dot", form!, 1, target, all));
}

const ONE_HIDDEN_LAYER = "it multiplies out one hidden layer";

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
    got: leftOut.map(({ name, reason }) => `${name}: ${reason}`).join("; "),
  });
