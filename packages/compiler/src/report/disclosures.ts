import type { Contract } from "@velum/protocol";
import type { CompileReport } from "./report.ts";

/** What a server that only watches learns (claim 1 of the threat model). */
export const serverLearns = ({ plans }: Contract): readonly string[] => [
  "nothing of a row's values: it never holds a key that decrypts",
  `model, plan and number of rows of each request (${plans.map(({ name }) => name).join(", ")})`,
  "sizes and times of requests, and the account and address that they come from",
];

/** What the people learn who ask: the answers, and what answers tell of the model. */
export function clientLearns({ disclosure, plans }: Contract): readonly string[] {
  const { effectiveParameters, answersThatDetermine } = disclosure;
  return [
    `the outputs, rounded; about ${answersThatDetermine} answers determine the model's ${effectiveParameters} effective parameters, whatever the cryptography`,
    ...plans.map(({ name, protection: { modelPrivacy, bitsPerValue, answersPerRequest, statisticalBits } }) => {
      const privacy =
        modelPrivacy === "any-key"
          ? `at most ${bitsPerValue.toFixed(1)} bits of the model in each released value, under any public key`
          : "the same protection for well-formed public keys alone";
      const flooding =
        statisticalBits > 0
          ? `, and ${Math.floor(statisticalBits)} bits of statistical flooding for honest inputs`
          : "";
      return `${name}: ${privacy}${flooding}; one request gives up to ${answersPerRequest} answers`;
    }),
  ];
}

/** What everybody learns who may fetch the contract (A9, A10). */
export function contractDiscloses(
  { schema, preprocessing, outputs, plans }: Contract,
  degree: number,
): readonly string[] {
  const bounds = [...new Set(plans.map(({ response }) => response.bound))];
  return [
    `names, units, ranges and categories of ${schema.features.length} features`,
    "how missing values are filled in and how columns are scaled",
    ...(preprocessing.norm === undefined ? [] : [`that each row is divided by its ${preprocessing.norm} norm`]),
    `names of ${outputs.length} numbers that come back, and how labels and probabilities come from them`,
    `that no such number exceeds ${bounds.join(" or ")} in absolute value (rounded up to a power of two)`,
    ...(degree > 1
      ? [
          `that the model is a polynomial of degree ${degree}, and the norm of its weights rounded up to a power of two, which scales follow`,
          ...(plans.some(({ layout }) => layout === "columns")
            ? ["how many hidden layers it has, and how many values each"]
            : []),
          ...(plans.some(({ layout }) => layout === "diagonal")
            ? ["how many layers it has, and their widths rounded up to powers of two, which the list of keys follows"]
            : []),
        ]
      : []),
    "parameters, levels, scales and node kinds, which follow from the above, from what was asked for, and from whether the noise of the weights fits",
    "about how many answers determine the model",
    "a salted commitment to programs and weights, which confirms no guess",
  ];
}

/** Share of rows outside of the ranges, and of labels changed, from which a warning is due. */
const MANY_REFUSED = 0.01;
const MANY_CHANGED = 0.005;
/** Share of what outputs vary on the range data from which a promise is too coarse to be of use. */
const COARSE = 1 / 8;

/**
 * What the model's owner should look at before she serves it.
 * @param wanted - the promise that was asked for, or tried first
 * @param spread - how far apart the outputs are on the range data; 0 without
 */
export function warningsOf(
  { inputs, activation, deeper, approximation, plans }: Omit<CompileReport, "warnings" | "hints">,
  wanted: number,
  spread = 0,
): readonly string[] {
  const warnings: string[] = [];
  const { data } = inputs;
  const activations = activation === null ? [] : [activation, ...deeper];
  if (data !== null && data.refused > MANY_REFUSED * (data.rows + data.refused)) {
    warnings.push(
      `${data.refused} of ${data.rows + data.refused} rows of the range data are refused by the schema: out of range, missing, or of an unknown category`,
    );
  }
  if (approximation !== null && (approximation.labelsChanged ?? 0) > Math.max(1, MANY_CHANGED * approximation.rows)) {
    warnings.push(
      `polynomials instead of ${[...new Set(activations.map(({ name }) => name))].join(" and ")} change ${approximation.labelsChanged} of ${approximation.rows} labels`,
    );
  }
  const outside = activations
    .flatMap(({ neurons }) => neurons)
    .some(({ error }) => error !== null && error.provenLargest > 100 * (error.fittedLargest + 1e-9));
  if (outside) {
    warnings.push(
      "rows far from the range data, which the schema admits, are approximated badly: see the errors over the proven intervals",
    );
  }
  for (const { name, masking, precision } of plans) {
    const { maxError } = precision.promise;
    if (maxError > wanted) {
      warnings.push(
        `${name}: outputs are promised within ${maxError} instead of ${wanted}; narrower ranges of the features would help`,
      );
    }
    if (spread > 0 && maxError > COARSE * spread) {
      warnings.push(
        `${name}: outputs are promised within ${maxError}, and vary by ${spread.toPrecision(2)} on the range data: narrow the ranges of the features`,
      );
    }
    if (masking.modelPrivacy === "honest-key") {
      warnings.push(
        `${name}: a crafted public key reads more of the model than the answers say; serve it to clients whom you trust that far`,
      );
    }
  }
  return warnings;
}
