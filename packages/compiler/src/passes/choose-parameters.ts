import { type Parameters, type PresetName, presets } from "@velum/ckks";
import type { PlanName, ProtectionLevel } from "@velum/protocol";

/** A preset and what lattice-estimator says of it. */
export interface ChosenParameters {
  readonly preset: PresetName;
  readonly parameters: Parameters;
  /** Bits of the cheapest attack, lattice-estimator 27a581bb, MATZOV model. */
  readonly securityBits: number;
}

/** Parameters, and at which levels a program enters, is masked and leaves. */
export interface Target extends ChosenParameters {
  readonly inputLevel: number;
  readonly protectLevel: number;
  readonly outputLevel: number;
}

const preset = (name: PresetName, securityBits: number): ChosenParameters =>
  Object.freeze({ preset: name, parameters: presets[name], securityBits });

const LINEAR = preset("linear", 131.5);
const STRONG = preset("linearStrong", 153.9);
const COLUMNS = preset("columns", 153.9);
const ROW = preset("row", 193.3);
const DEEP = preset("deep", 134.1);
const WIDE = preset("wide", 135.4);

const at = (chosen: ChosenParameters, inputLevel: number, protectLevel: number, outputLevel: number): Target =>
  Object.freeze({ ...chosen, inputLevel, protectLevel, outputLevel });

/**
 * For `dot`, cheapest first. N=2048 masks on one limb, after a rescale: 194.9 bits for the mask, room for many released values;
 * at 52 bits it may release a single one. Larger rings mask where the input is, before anything is dropped, which costs
 * fewer transforms, and keep two limbs where outputs are wide.
 */
const DOT: readonly Target[] = [
  at(LINEAR, 1, 0, 0),
  at(LINEAR, 1, 1, 0),
  at(COLUMNS, 1, 1, 0),
  at(COLUMNS, 1, 1, 1),
  at(COLUMNS, 2, 2, 1),
  at(ROW, 1, 1, 0),
  at(ROW, 1, 1, 1),
  at(ROW, 2, 2, 1),
  at(ROW, 3, 3, 1),
];

/** The zero and the flooding come at the full modulus (A4). */
const DOT_STRONG: readonly Target[] = [at(STRONG, 2, 2, 0), at(STRONG, 2, 2, 1), at(ROW, 3, 3, 0), at(ROW, 3, 3, 1)];

/** Rows in coefficients: everything is released, so the mask is added where the input is. */
const COLUMNS_LINEAR: readonly Target[] = [
  at(LINEAR, 1, 1, 0),
  at(COLUMNS, 1, 1, 0),
  at(COLUMNS, 1, 1, 1),
  at(COLUMNS, 2, 2, 1),
];

/** Rows in slots, three parts at the end: nothing is dropped before the truncation (rule 2 of the parameters). */
const COLUMNS_SQUARE: readonly Target[] = [at(COLUMNS, 2, 2, 2), at(ROW, 3, 3, 3)];

/**
 * Several layers of squares with a relinearization key: one level for the first, two for each further layer and one for the output,
 * which keeps two limbs (rule 3 of the parameters).
 */
const COLUMNS_DEEP: readonly Target[] = [at(DEEP, 5, 1, 1)];

/** The targets of `columns` for so many affine layers with squares between them; none where no preset has the levels. */
export const deepColumnsTargets = (layers: number): readonly Target[] => (layers === 3 ? COLUMNS_DEEP : []);

/** One hidden layer of polynomials of degree 3 or 4: a level for its sums, one for the squares, one for the products. */
export const POLYNOMIAL_COLUMNS: readonly Target[] = [at(DEEP, 4, 1, 1)];

/** For `diagonal`, by the levels that they have: 3, 5 and 11. */
const DIAGONAL: readonly ChosenParameters[] = [ROW, DEEP, WIDE];

/** The most levels that a `diagonal` plan may take. */
export const MOST_LEVELS: number = Math.max(...DIAGONAL.map(({ parameters }) => parameters.maxLevel));

/**
 * The targets of `diagonal` for so many levels, the last layer's among them, whose product is rescaled behind its mask: the smallest
 * ring that has them, first with one limb at the end, then with two, where outputs are wide, and with a level more for the last
 * layer's weights if the ring has one. None where no preset has the levels.
 */
export function diagonalTargets(levels: number): readonly Target[] {
  const chosen = DIAGONAL.find(({ parameters }) => parameters.maxLevel >= levels);
  if (chosen === undefined) return [];
  const spare = chosen.parameters.maxLevel > levels ? [at(chosen, levels + 1, 2, 1)] : [];
  return [at(chosen, levels, 1, 0), at(chosen, levels, 1, 1), ...spare];
}

/** The targets of a plan, the smallest first: the first that meets precision and protection is taken. */
export function targetsOf(plan: PlanName, degree: number, protection: ProtectionLevel): readonly Target[] {
  if (plan !== "columns") return protection === "strong" ? DOT_STRONG : DOT;
  if (degree > 1) return protection === "strong" ? [] : COLUMNS_SQUARE;
  return protection === "strong" ? DOT_STRONG.slice(0, 2) : COLUMNS_LINEAR;
}

/** The widest ring of any target, for what fits at all. */
export const WIDEST_DOT_RING: number = Math.max(...DOT.map(({ parameters }) => parameters.ringDegree));
