import type { Disclosure } from "@velum/protocol";
import type { CheckedModel } from "./check-model.ts";

/**
 * How many numbers determine the function, and about how many answers determine those (A2): an affine function of r
 * independent numbers is fixed by r + 1 answers. A one-hot group that always has a 1 counts one less than its columns.
 */
export function countDisclosure({ options: { preprocessing, schema }, outputs }: CheckedModel): Disclosure {
  const independent = preprocessing.steps.reduce((sum, { feature: name, encode }) => {
    if (encode.kind !== "one-hot") return sum + 1;
    const feature = schema.features.find((candidate) => candidate.name === name);
    const legal = feature?.kind === "categorical" ? feature.categories.length : Number.POSITIVE_INFINITY;
    const complete = preprocessing.norm === undefined && encode.categories.length === legal;
    return sum + encode.categories.length - (complete ? 1 : 0);
  }, 0);
  return Object.freeze({ effectiveParameters: outputs * (independent + 1), answersThatDetermine: independent + 1 });
}
