import { at, type Place, readChoice, readList, readNumber, readRecord, refuse, refuseRepeats } from "./closed-data.ts";
import { NORMS, type Norm } from "./norm.ts";
import type { CodeNumber, EncodeStep, FeatureSteps, Impute, Preprocessing } from "./preprocess.ts";
import { preprocessedNames } from "./preprocess.ts";
import { outputEnds } from "./preprocessed-range.ts";
import {
  type CategoricalFeature,
  type CategoryCode,
  categoryCodes,
  type Feature,
  MAX_CATEGORIES,
  MAX_FEATURES,
  readCode,
  type TableSchema,
} from "./schema.ts";
import { describeKind } from "./tabular-error.ts";

/** Most outputs of a preprocessing: the most monomials that a contract may name (finding C4). */
export const MAX_OUTPUTS = 4096;

/**
 * Checks a preprocessing from outside against a schema and returns a frozen copy.
 *
 * Closed like `checkSchema`. Beyond the form: every step names a feature of the schema and no feature twice; an
 * imputer is there exactly where the feature is optional, and its constant is a legal value; one-hot categories are
 * categories of the schema, codes name each of them once; a number step on a categorical feature needs numeric codes; no
 * output can be infinite; the norm `max` is of numbers that are not negative, as others have no bound; there are at most {@link MAX_OUTPUTS}. A feature without a step is not used by the model, and that is legal.
 *
 * @throws {@link TabularError} `PREPROCESSING_INVALID`, with the path of the field
 * @example
 * checkPreprocessing({ steps: [{ feature: "age", encode: { kind: "standardize", mean: 54, scale: 9 } }] }, schema);
 */
export function checkPreprocessing(value: unknown, schema: TableSchema): Preprocessing {
  const place: Place = { code: "PREPROCESSING_INVALID", path: "preprocessing" };
  const listPlace = at(place, "steps");
  const features = new Map(schema.features.map((feature) => [feature.name, feature]));
  const fields = readRecord(value, place, ["steps"], ["norm"]);
  const list = readList(fields.get("steps"), listPlace, MAX_FEATURES);
  const steps = list.map((step, index) => checkSteps(step, features, at(listPlace, index)));
  refuseRepeats(
    steps.map((step) => step.feature),
    listPlace,
  );
  const norm = checkNorm(fields.get("norm"), steps, features, at(place, "norm"));
  const preprocessing = Object.freeze({ steps: Object.freeze(steps), ...(norm === undefined ? {} : { norm }) });
  const outputs = preprocessedNames(preprocessing).length;
  if (outputs > MAX_OUTPUTS) refuse(listPlace, `at most ${MAX_OUTPUTS} outputs`, `${outputs}`);
  return preprocessing;
}

function checkNorm(
  value: unknown,
  steps: readonly FeatureSteps[],
  features: ReadonlyMap<string, Feature>,
  place: Place,
): Norm | undefined {
  if (value === undefined) return undefined;
  const norm = readChoice(value, place, NORMS);
  const lows = steps
    .flatMap(({ feature, encode }) => outputEnds(encode, features.get(feature) as Feature))
    .map(([lo]) => lo);
  if (norm === "max" && lows.some((lo) => lo < 0)) refuse(place, "l1 or l2, some numbers can be negative", norm);
  return norm;
}

function checkSteps(value: unknown, features: ReadonlyMap<string, Feature>, place: Place): FeatureSteps {
  const fields = readRecord(value, place, ["feature", "encode"], ["impute"]);
  const name = fields.get("feature");
  const feature = typeof name === "string" ? features.get(name) : undefined;
  if (feature === undefined) refuse(at(place, "feature"), "the name of a feature of the schema", describeKind(name));
  const encode = checkEncode(fields.get("encode"), feature, at(place, "encode"));
  const impute = checkImpute(fields.get("impute"), feature, at(place, "impute"));
  return Object.freeze({ feature: feature.name, ...(impute === undefined ? {} : { impute }), encode });
}

function checkImpute(value: unknown, feature: Feature, place: Place): Impute | undefined {
  if (!feature.optional) {
    return value === undefined ? undefined : refuse(place, "no imputer, the feature is not optional", "one");
  }
  const fields = readRecord(value, place, ["strategy", "value"]);
  const strategies = feature.kind === "numeric" ? (["mean", "median", "mode"] as const) : (["mode"] as const);
  const strategy = readChoice(fields.get("strategy"), at(place, "strategy"), strategies);
  const constant = readCode(fields.get("value"), at(place, "value"));
  if (!isLegal(constant, feature)) refuse(at(place, "value"), "a legal value of the feature", "another value");
  return Object.freeze({ strategy, value: constant });
}

function isLegal(value: CategoryCode, feature: Feature): boolean {
  if (feature.kind === "categorical") return categoryCodes(feature).includes(value);
  return typeof value === "number" && value >= feature.minimum && value <= feature.maximum;
}

function checkEncode(value: unknown, feature: Feature, place: Place): EncodeStep {
  if (typeof value !== "object" || value === null) refuse(place, "an object", describeKind(value));
  const kinds = feature.kind === "numeric" ? (["number", "standardize"] as const) : allKinds;
  const kind = readChoice("kind" in value ? value.kind : undefined, at(place, "kind"), kinds);
  const step = encodeReaders[kind](value, feature, place);
  if (step.kind === "number" || step.kind === "standardize") refuseBadNumbers(step, feature, place);
  return step;
}

const allKinds = ["number", "standardize", "codes", "one-hot"] as const;

const encodeReaders: Record<EncodeStep["kind"], (value: object, feature: Feature, place: Place) => EncodeStep> = {
  number: (value, _feature, place) => {
    readRecord(value, place, ["kind"]);
    return Object.freeze({ kind: "number" });
  },
  standardize: (value, _feature, place) => {
    const fields = readRecord(value, place, ["kind", "mean", "scale"]);
    const mean = readNumber(fields.get("mean"), at(place, "mean"));
    const scale = readNumber(fields.get("scale"), at(place, "scale"));
    if (scale <= 0) refuse(at(place, "scale"), "a number above 0", "another number");
    return Object.freeze({ kind: "standardize", mean, scale });
  },
  codes: (value, feature, place) => {
    const fields = readRecord(value, place, ["kind", "codes"]);
    const codes = readCodes(fields.get("codes"), categoryCodes(feature as CategoricalFeature), at(place, "codes"));
    return Object.freeze({ kind: "codes", codes });
  },
  "one-hot": (value, feature, place) => {
    const fields = readRecord(value, place, ["kind", "categories"]);
    return Object.freeze({ kind: "one-hot", categories: readOneHot(fields.get("categories"), feature, place) });
  },
};

function readCodes(value: unknown, legal: readonly CategoryCode[], place: Place): readonly CodeNumber[] {
  const codes = readList(value, place, MAX_CATEGORIES).map((code, index) => {
    const fields = readRecord(code, at(place, index), ["category", "value"]);
    const category = readCategory(fields.get("category"), legal, at(at(place, index), "category"));
    return Object.freeze({ category, value: readNumber(fields.get("value"), at(at(place, index), "value")) });
  });
  refuseRepeats(
    codes.map(({ category }) => category),
    place,
  );
  if (codes.length < legal.length) refuse(place, "every category of the feature", `${codes.length} of ${legal.length}`);
  return Object.freeze(codes);
}

function readOneHot(value: unknown, feature: Feature, place: Place): readonly CategoryCode[] {
  const listPlace = at(place, "categories");
  const legal = categoryCodes(feature as CategoricalFeature);
  const list = readList(value, listPlace, MAX_CATEGORIES);
  const codes = list.map((code, index) => readCategory(code, legal, at(listPlace, index)));
  refuseRepeats(codes, listPlace);
  return Object.freeze(codes);
}

function readCategory(value: unknown, legal: readonly CategoryCode[], place: Place): CategoryCode {
  const known = legal.find((category) => category === value);
  return known ?? refuse(place, "a category of the feature", describeKind(value));
}

/** Texts have no number, and a tiny scale or a huge range overflows. */
function refuseBadNumbers(step: EncodeStep, feature: Feature, place: Place): void {
  if (feature.kind === "categorical" && typeof feature.categories[0]?.code !== "number") {
    refuse(at(place, "kind"), "one-hot, the categories are texts", step.kind);
  }
  if (!outputEnds(step, feature).flat().every(Number.isFinite)) {
    refuse(place, "finite outputs over the feature's range", "an infinite one");
  }
}
