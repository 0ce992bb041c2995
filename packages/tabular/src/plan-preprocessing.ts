import type { FeaturePlan } from "./fit-preprocessing.ts";
import type { CategoryCode } from "./schema.ts";
import { categoryCodes, type Feature } from "./schema.ts";
import type { Table } from "./table.ts";

/**
 * The usual preprocessing for each feature: quantities are standardized, a missing one is the median; categories become
 * one input each, a missing one is the most frequent; codes 0 and 1 stay as they are, so that no share of the rows is
 * published (finding A10). A feature with a single value in these rows is left out: it teaches nothing.
 *
 * @param table - the training rows alone
 * @example
 * const preprocessing = fitPreprocessing(train, planPreprocessing(train));
 */
export function planPreprocessing(table: Table): readonly FeaturePlan[] {
  return table.schema.features.flatMap((feature) => {
    const values = new Set(table.rows.map((row) => row[feature.name]).filter((value) => value !== null));
    return values.size < 2 ? [] : [planFeature(feature)];
  });
}

function planFeature(feature: Feature): FeaturePlan {
  const { name, optional, kind } = feature;
  const impute = kind === "numeric" ? "median" : "mode";
  const encode = kind === "numeric" ? "standardize" : isZeroOrOne(categoryCodes(feature)) ? "number" : "one-hot";
  return { feature: name, ...(optional ? { impute } : {}), encode };
}

function isZeroOrOne(codes: readonly CategoryCode[]): boolean {
  return codes.length === 2 && codes.includes(0) && codes.includes(1);
}
