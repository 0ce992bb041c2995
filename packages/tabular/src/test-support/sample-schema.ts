import { checkSchema, type TableSchema } from "../schema.ts";
import { TabularError, type TabularErrorCode } from "../tabular-error.ts";

/** A small schema with every kind of feature, as it would stand in a contract. */
export const sampleSchemaJson = {
  features: [
    { kind: "numeric", name: "age", label: "Age", unit: "years", minimum: 18, maximum: 100, optional: false },
    {
      kind: "numeric",
      name: "bmi",
      label: "Body mass index",
      unit: "kg/m2",
      description: "Weight over height squared.",
      minimum: 10.5,
      maximum: 80,
      optional: true,
    },
    {
      kind: "categorical",
      name: "sex",
      label: "Sex",
      optional: false,
      categories: [
        { code: 0, label: "female" },
        { code: 1, label: "male" },
      ],
    },
    {
      kind: "categorical",
      name: "pain",
      label: "Chest pain",
      optional: true,
      categories: [
        { code: "none", label: "None" },
        { code: "mild", label: "Mild" },
        { code: "severe", label: "Severe" },
      ],
    },
  ],
};

export const sampleSchema: TableSchema = checkSchema(sampleSchemaJson);

/** A preprocessing for it with every kind of step. */
export const samplePreprocessingJson = {
  steps: [
    { feature: "age", encode: { kind: "standardize", mean: 54, scale: 9 } },
    { feature: "bmi", impute: { strategy: "median", value: 26 }, encode: { kind: "number" } },
    { feature: "sex", encode: { kind: "number" } },
    {
      feature: "pain",
      impute: { strategy: "mode", value: "none" },
      encode: { kind: "one-hot", categories: ["severe", "none", "mild"] },
    },
  ],
};

/** The error that `run` throws, which must be a {@link TabularError} of this code. */
export function tabularError(code: TabularErrorCode, run: () => unknown): TabularError {
  try {
    run();
  } catch (error) {
    if (error instanceof TabularError && error.code === code) return error;
    throw error;
  }
  throw new Error(`expected a TabularError ${code}, got a result`);
}

/** A deep copy with the value at a path replaced; `undefined` removes it. */
export function withChange(value: unknown, path: readonly (string | number)[], change: unknown): unknown {
  const copy = structuredClone(value) as Record<string | number, unknown>;
  let target = copy;
  for (const key of path.slice(0, -1)) target = target[key] as Record<string | number, unknown>;
  const last = path.at(-1) ?? "";
  if (change === undefined) delete target[last];
  else Object.defineProperty(target, last, { value: change, enumerable: true, configurable: true, writable: true });
  return copy;
}
