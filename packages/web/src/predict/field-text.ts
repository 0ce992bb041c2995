import { checkRow, type Feature, type NumericFeature, type Row, type TableSchema, TabularError } from "@velum/tabular";
import { valueFromText } from "../csv/value-from-text.ts";

/** What is typed in the form, by feature name. An empty text is no value. */
export type FormTexts = Readonly<Record<string, string>>;

/** What is wrong, by feature name. */
export type FormErrors = Readonly<Record<string, string>>;

/** The range and unit of a quantity, as people write them: `18–100 years`. */
export const rangeText = ({ minimum, maximum, unit }: NumericFeature): string =>
  `${minimum}–${maximum}${unit === "" ? "" : ` ${unit}`}`;

/** What is wrong with one field, as an instruction; undefined if nothing is. The contract's own check decides. */
export function fieldError(feature: Feature, text: string): string | undefined {
  try {
    checkRow({ features: [feature] }, { [feature.name]: valueFromText(feature, text) });
    return undefined;
  } catch (error) {
    return error instanceof TabularError ? instruction(feature, error.code) : "This value cannot be read.";
  }
}

function instruction(feature: Feature, code: TabularError["code"]): string {
  if (feature.kind === "categorical") return code === "FEATURE_MISSING" ? "Choose one." : "Choose one of the list.";
  const range = `from ${feature.minimum} to ${feature.maximum}${feature.unit === "" ? "" : ` ${feature.unit}`}`;
  if (code === "FEATURE_MISSING") return `Enter a number ${range}.`;
  return code === "FEATURE_OUT_OF_RANGE" ? `Must be ${range}.` : `Enter a number ${range}, such as ${feature.minimum}.`;
}

/** All that is wrong with a form. */
export function formErrors({ features }: TableSchema, texts: FormTexts): FormErrors {
  return Object.fromEntries(
    features.flatMap((feature) => {
      const error = fieldError(feature, texts[feature.name] ?? "");
      return error === undefined ? [] : [[feature.name, error]];
    }),
  );
}

/** The row of a form without errors. */
export const rowOfTexts = ({ features }: TableSchema, texts: FormTexts): Row =>
  Object.fromEntries(features.map((feature) => [feature.name, valueFromText(feature, texts[feature.name] ?? "")]));

/** A row as it would be typed. */
export const textsOfRow = ({ features }: TableSchema, row: Row): FormTexts =>
  Object.fromEntries(features.map(({ name }) => [name, row[name] === null ? "" : String(row[name] ?? "")]));
